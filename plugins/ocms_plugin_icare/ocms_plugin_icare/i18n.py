"""The plugin's own translation domain."""

from translationstring import TranslationStringFactory

_ = TranslationStringFactory("ocms_plugin_icare")
