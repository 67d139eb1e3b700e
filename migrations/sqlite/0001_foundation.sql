-- A company, its people, its enquiries, its event log. Every table but this one is bound to a company.
create table companies (
  id text primary key,
  name text not null,
  slug text not null,
  currency text not null,
  timezone text not null,
  sql_rating integer not null,
  evangelist_rating integer not null,
  max_sessions_per_stage integer not null,
  created_at text not null,
  updated_at text not null,
  version integer not null,
  constraint "companies.slug" unique (slug)
) strict;

-- The number of the company's newest event, and of the oldest that the log still replays. Narrow, because every
-- writer of the company locks it last.
create table event_heads (
  company_id text primary key references companies (id) on delete cascade,
  seq integer not null,
  oldest integer not null
) strict;

create table events (
  company_id text not null references companies (id) on delete cascade,
  seq integer not null,
  kind text not null,
  entity_type text not null,
  entity_id text not null,
  actor_id text,
  actor_name text,
  at text not null,
  audience text not null,
  severs text,
  -- The JSON text itself, as it goes over the wire: nobody queries into it, and every reader gets the same bytes.
  data text not null,
  primary key (company_id, seq)
) strict;
create index events_by_entity on events (company_id, entity_type, entity_id, seq);

create table employees (
  id text primary key,
  company_id text not null references companies (id) on delete cascade,
  name text not null,
  email text not null,
  phone text,
  role text not null,
  status text not null,
  password_hash text,
  google_subject text,
  must_reset_password integer not null default 0,
  token_generation integer not null,
  employee_code text,
  department text,
  designation text,
  joined_on text,
  left_on text,
  last_login_at text,
  created_at text not null,
  updated_at text not null,
  version integer not null,
  constraint "employees.email" unique (email),
  constraint "employees.google_subject" unique (google_subject),
  constraint "employees.employee_code" unique (company_id, employee_code)
) strict;
create index employees_by_created on employees (company_id, created_at, id);

create table invites (
  id text primary key,
  company_id text not null references companies (id) on delete cascade,
  email text not null,
  role text not null,
  token_hash text not null,
  invited_by text,
  expires_at text not null,
  accepted_at text,
  created_at text not null,
  updated_at text not null,
  version integer not null,
  constraint "invites.token_hash" unique (token_hash),
  constraint "invites.email" unique (company_id, email)
) strict;

create table password_resets (
  token_hash text primary key,
  company_id text not null references companies (id) on delete cascade,
  employee_id text not null references employees (id) on delete cascade,
  expires_at text not null,
  used_at text
) strict;
create index password_resets_by_employee on password_resets (company_id, employee_id);

-- Sign-ins that ended before their token expired.
create table revoked_tokens (
  id text primary key,
  company_id text not null references companies (id) on delete cascade,
  revoked_at text not null,
  expires_at text not null
) strict;
create index revoked_tokens_by_time on revoked_tokens (revoked_at);

create table contacts (
  id text primary key,
  company_id text not null references companies (id) on delete cascade,
  name text not null,
  email text,
  phone text,
  source text,
  stage text not null,
  owner_id text references employees (id),
  created_at text not null,
  updated_at text not null,
  version integer not null
) strict;
create index contacts_by_email on contacts (company_id, email);
create index contacts_by_phone on contacts (company_id, phone);

create table enquiries (
  id text primary key,
  company_id text not null references companies (id) on delete cascade,
  name text not null,
  email text not null,
  phone text,
  course_interest text,
  message text,
  source text not null,
  priority text not null,
  status text not null,
  claimed_by text references employees (id),
  claimed_at text,
  contact_id text references contacts (id),
  note_count integer not null,
  created_at text not null,
  updated_at text not null,
  version integer not null,
  constraint "enquiries.claimed_by" check ((status = 'unclaimed') = (claimed_by is null))
) strict;
create index enquiries_by_created on enquiries (company_id, created_at, id);
create index enquiries_by_status on enquiries (company_id, status, created_at, id);
create index enquiries_by_claimer on enquiries (company_id, claimed_by, created_at, id);

create table enquiry_notes (
  id text primary key,
  company_id text not null references companies (id) on delete cascade,
  enquiry_id text not null references enquiries (id) on delete cascade,
  text text not null,
  added_by text not null references employees (id),
  added_at text not null
) strict;
create index enquiry_notes_by_enquiry on enquiry_notes (company_id, enquiry_id, id);

-- Kept up by each transaction's own deltas, so that a dashboard never counts rows.
create table counters (
  company_id text not null references companies (id) on delete cascade,
  name text not null,
  value integer not null,
  primary key (company_id, name)
) strict;

-- The first answer to an Idempotency-Key, written in the transaction that it answers for.
create table idempotency_keys (
  company_id text not null references companies (id) on delete cascade,
  scope text not null,
  key text not null,
  request_hash text not null,
  answer text not null,
  created_at text not null,
  primary key (company_id, scope, key)
) strict;
create index idempotency_keys_by_age on idempotency_keys (created_at);

-- Work to be done after a commit, at least once, written in the transaction that causes it.
create table jobs (
  id text primary key,
  company_id text not null references companies (id) on delete cascade,
  kind text not null,
  payload text not null,
  run_at text not null,
  attempts integer not null,
  held_until text,
  failed_at text,
  error text,
  created_at text not null
) strict;
create index jobs_by_time on jobs (failed_at, run_at);

-- Who is online at which node, so that every node can tell all of them.
create table presence (
  company_id text not null references companies (id) on delete cascade,
  node_id text not null,
  people text not null,
  seen_at text not null,
  primary key (company_id, node_id)
) strict;
