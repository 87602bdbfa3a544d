"""The form engine: one declaration drives table, page, validation, draft, print and reports.

It has no form of its own. A plugin's form is a model of ``ask`` fields, a migration and one
registration; see ``docs/developer/forms.md``.
"""
