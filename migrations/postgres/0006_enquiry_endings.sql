-- Why an enquiry was lost, and the enquiries of a contact. Few enquiries have a contact, and new ones never do: the
-- index costs the public form nothing.
alter table enquiries add column lost_reason text;
create index enquiries_by_contact on enquiries (contact_id, created_at, id) where contact_id is not null;

-- Whether people may be qualified by hand, and from how many minutes on a waiting enquiry is late, and very late.
alter table companies add column manual_qualification boolean not null default true;
alter table companies add column enquiry_age_warning bigint not null default 15;
alter table companies add column enquiry_age_alarm bigint not null default 60;

-- Lists of enquiries in the order of names.
create index enquiries_by_name on enquiries (company_id, name, id);
