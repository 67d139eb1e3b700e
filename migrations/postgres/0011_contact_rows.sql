-- The tags of one contact, whose id is enough to find them: also where a company owns every row.
drop index contact_tags_by_contact;
create index contact_tags_by_contact on contact_tags (contact_id);
