"""Papers as PDF: certificates, the practice appraisal form, the list of activities. In Chinese, whoever prints them."""

from app.certificates.papers.certificate import certificate_paper, certificates_paper
from app.certificates.papers.college import activity_list, appraisal_form

__all__ = ["activity_list", "appraisal_form", "certificate_paper", "certificates_paper"]
