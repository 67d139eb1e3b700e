-- Deleting a contact looks for its rows by its id alone, so the indexes on foreign keys begin with it.
drop index activities_by_contact;
create index activities_by_contact on activities (contact_id, company_id, occurred_at, id);
create index sessions_by_contact on sessions (contact_id);
drop index feedback_by_contact;
create index feedback_by_contact on feedback (contact_id, company_id, created_at, id);
drop index opportunities_by_contact;
create index opportunities_by_contact on opportunities (contact_id, company_id, created_at, id);
drop index deals_by_contact;
create index deals_by_contact on deals (contact_id, company_id, created_at, id);
drop index emails_by_contact;
create index emails_by_contact on emails (contact_id, company_id, created_at, id);
drop index email_hits_by_email;
create index email_hits_by_email on email_hits (email_id, company_id, at);
-- Deleting a company looks for its rows by its id alone.
create index bulk_results_by_company on bulk_results (company_id);
create index import_changes_by_company on import_changes (company_id);
create index email_hits_by_company on email_hits (company_id);
create index email_links_by_company on email_links (company_id);
create index emails_by_company on emails (company_id);
create index feedback_by_company on feedback (company_id);
