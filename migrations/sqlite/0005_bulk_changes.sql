-- Bulk changes: the same change of many leads, made by a job.

create table bulk_changes (
  id text primary key,
  company_id text not null references companies (id) on delete cascade,
  started_by text not null references employees (id),
  undone_by text references employees (id),
  change text not null,
  status text not null,
  total integer not null,
  changed integer not null,
  unchanged integer not null,
  failed integer not null,
  undone integer not null,
  kept integer not null,
  -- New owner → number of leads: they are notified once, when the bulk change ends.
  new_owners text not null,
  error text,
  starts_at text not null,
  finished_at text,
  created_at text not null,
  updated_at text not null,
  version integer not null
) strict;
create index bulk_changes_by_created on bulk_changes (company_id, created_at, id);
create index bulk_changes_by_starter on bulk_changes (company_id, started_by, created_at, id);

-- Which leads were selected when it began: ids of 16 bytes each, so many to a row. Rows of a large selection are
-- written before their bulk change.
create table bulk_selections (
  bulk_change_id text not null,
  company_id text not null references companies (id) on delete cascade,
  number integer not null,
  ids blob not null,
  created_at text not null,
  primary key (bulk_change_id, number)
) strict;
create index bulk_selections_by_company on bulk_selections (company_id, created_at);

-- What it did to which lead: what was there before, or why nothing was done.
create table bulk_results (
  bulk_change_id text not null references bulk_changes (id) on delete cascade,
  company_id text not null references companies (id) on delete cascade,
  contact_id text not null,
  outcome text not null,
  before text,
  name text,
  code text,
  message text,
  primary key (bulk_change_id, outcome, contact_id)
) strict;
