"""The forms of employment and job development: importing this registers their tables."""

# In the order in which they follow one another: pages list them so.
# isort: off
from ocms_plugin_employment.models.employment import Employment
from ocms_plugin_employment.models.needs import JobNeedsAssessment
from ocms_plugin_employment.models.progress import JobProgress
from ocms_plugin_employment.models.placement import JobPlacement
from ocms_plugin_employment.models.mentoring import MentorMatch, MentorUpdate

__all__ = [
    "Employment",
    "JobNeedsAssessment",
    "JobPlacement",
    "JobProgress",
    "MentorMatch",
    "MentorUpdate",
]
