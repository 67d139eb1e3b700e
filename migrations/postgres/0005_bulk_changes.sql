-- Bulk changes: the same change of many leads, made by a job.

create table bulk_changes (
  id uuid primary key,
  company_id uuid not null references companies (id) on delete cascade,
  started_by uuid not null references employees (id),
  undone_by uuid references employees (id),
  change jsonb not null,
  status text not null,
  total bigint not null,
  changed bigint not null,
  unchanged bigint not null,
  failed bigint not null,
  undone bigint not null,
  kept bigint not null,
  -- New owner → number of leads: they are notified once, when the bulk change ends.
  new_owners jsonb not null,
  error text,
  starts_at timestamptz not null,
  finished_at timestamptz,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  version bigint not null
);
create index bulk_changes_by_created on bulk_changes (company_id, created_at, id);
create index bulk_changes_by_starter on bulk_changes (company_id, started_by, created_at, id);

-- Which leads were selected when it began: ids of 16 bytes each, so many to a row. Rows of a large selection are
-- written before their bulk change.
create table bulk_selections (
  bulk_change_id uuid not null,
  company_id uuid not null references companies (id) on delete cascade,
  number bigint not null,
  ids bytea not null,
  created_at timestamptz not null,
  primary key (bulk_change_id, number)
);
create index bulk_selections_by_company on bulk_selections (company_id, created_at);

-- What it did to which lead: what was there before, or why nothing was done.
create table bulk_results (
  bulk_change_id uuid not null references bulk_changes (id) on delete cascade,
  company_id uuid not null references companies (id) on delete cascade,
  contact_id uuid not null,
  outcome text not null,
  before jsonb,
  name text,
  code text,
  message text,
  primary key (bulk_change_id, outcome, contact_id)
);
