-- A company, its people, its enquiries, its event log. Every table but this one is bound to a company.
create table companies (
  id uuid primary key,
  name text not null,
  slug text not null,
  currency text not null,
  timezone text not null,
  sql_rating bigint not null,
  evangelist_rating bigint not null,
  max_sessions_per_stage bigint not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  version bigint not null,
  constraint "companies.slug" unique (slug)
);

-- The number of the company's newest event, and of the oldest that the log still replays. Narrow, because every
-- writer of the company locks it last.
create table event_heads (
  company_id uuid primary key references companies (id) on delete cascade,
  seq bigint not null,
  oldest bigint not null
);

create table events (
  company_id uuid not null references companies (id) on delete cascade,
  seq bigint not null,
  kind text not null,
  entity_type text not null,
  entity_id uuid not null,
  actor_id uuid,
  actor_name text,
  at timestamptz not null,
  audience text not null,
  severs uuid,
  -- The JSON text itself, as it goes over the wire: nobody queries into it, and every reader gets the same bytes.
  data text not null,
  primary key (company_id, seq)
);
create index events_by_entity on events (company_id, entity_type, entity_id, seq);

create table employees (
  id uuid primary key,
  company_id uuid not null references companies (id) on delete cascade,
  name text not null,
  email text not null,
  phone text,
  role text not null,
  status text not null,
  password_hash text,
  google_subject text,
  must_reset_password boolean not null default false,
  token_generation bigint not null,
  employee_code text,
  department text,
  designation text,
  joined_on date,
  left_on date,
  last_login_at timestamptz,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  version bigint not null,
  constraint "employees.email" unique (email),
  constraint "employees.google_subject" unique (google_subject),
  constraint "employees.employee_code" unique (company_id, employee_code)
);
create index employees_by_created on employees (company_id, created_at, id);

create table invites (
  id uuid primary key,
  company_id uuid not null references companies (id) on delete cascade,
  email text not null,
  role text not null,
  token_hash text not null,
  invited_by uuid,
  expires_at timestamptz not null,
  accepted_at timestamptz,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  version bigint not null,
  constraint "invites.token_hash" unique (token_hash),
  constraint "invites.email" unique (company_id, email)
);

create table password_resets (
  token_hash text primary key,
  company_id uuid not null references companies (id) on delete cascade,
  employee_id uuid not null references employees (id) on delete cascade,
  expires_at timestamptz not null,
  used_at timestamptz
);
create index password_resets_by_employee on password_resets (company_id, employee_id);

-- Sign-ins that ended before their token expired.
create table revoked_tokens (
  id uuid primary key,
  company_id uuid not null references companies (id) on delete cascade,
  revoked_at timestamptz not null,
  expires_at timestamptz not null
);
create index revoked_tokens_by_time on revoked_tokens (revoked_at);

create table contacts (
  id uuid primary key,
  company_id uuid not null references companies (id) on delete cascade,
  name text not null,
  email text,
  phone text,
  source text,
  stage text not null,
  owner_id uuid references employees (id),
  created_at timestamptz not null,
  updated_at timestamptz not null,
  version bigint not null
);
create index contacts_by_email on contacts (company_id, email);
create index contacts_by_phone on contacts (company_id, phone);

create table enquiries (
  id uuid primary key,
  company_id uuid not null references companies (id) on delete cascade,
  name text not null,
  email text not null,
  phone text,
  course_interest text,
  message text,
  source text not null,
  priority text not null,
  status text not null,
  claimed_by uuid references employees (id),
  claimed_at timestamptz,
  contact_id uuid references contacts (id),
  note_count bigint not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  version bigint not null,
  constraint "enquiries.claimed_by" check ((status = 'unclaimed') = (claimed_by is null))
);
create index enquiries_by_created on enquiries (company_id, created_at, id);
create index enquiries_by_status on enquiries (company_id, status, created_at, id);
create index enquiries_by_claimer on enquiries (company_id, claimed_by, created_at, id);

create table enquiry_notes (
  id uuid primary key,
  company_id uuid not null references companies (id) on delete cascade,
  enquiry_id uuid not null references enquiries (id) on delete cascade,
  text text not null,
  added_by uuid not null references employees (id),
  added_at timestamptz not null
);
create index enquiry_notes_by_enquiry on enquiry_notes (company_id, enquiry_id, id);

-- Kept up by each transaction's own deltas, so that a dashboard never counts rows.
create table counters (
  company_id uuid not null references companies (id) on delete cascade,
  name text not null,
  value bigint not null,
  primary key (company_id, name)
);

-- The first answer to an Idempotency-Key, written in the transaction that it answers for.
create table idempotency_keys (
  company_id uuid not null references companies (id) on delete cascade,
  scope text not null,
  key text not null,
  request_hash text not null,
  answer jsonb not null,
  created_at timestamptz not null,
  primary key (company_id, scope, key)
);
create index idempotency_keys_by_age on idempotency_keys (created_at);

-- Work to be done after a commit, at least once, written in the transaction that causes it.
create table jobs (
  id uuid primary key,
  company_id uuid not null references companies (id) on delete cascade,
  kind text not null,
  payload jsonb not null,
  run_at timestamptz not null,
  attempts bigint not null,
  held_until timestamptz,
  failed_at timestamptz,
  error text,
  created_at timestamptz not null
);
create index jobs_by_time on jobs (failed_at, run_at);

-- Who is online at which node, so that every node can tell all of them.
create table presence (
  company_id uuid not null references companies (id) on delete cascade,
  node_id uuid not null,
  people jsonb not null,
  seen_at timestamptz not null,
  primary key (company_id, node_id)
);
