"""The text domain of this plugin."""

from pyramid.i18n import TranslationStringFactory

_ = TranslationStringFactory("ocms_plugin_employment")
