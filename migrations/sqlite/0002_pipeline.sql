-- The pipeline: contacts with all that is known of them, and what is done with them until they buy and tell others.

alter table contacts add column organisation text;
alter table contacts add column title text;
alter table contacts add column status text not null default 'NEW';
-- The tags as they are shown. contact_tags holds them once more, for finding.
alter table contacts add column tags text not null default '[]';
alter table contacts add column unsubscribed_at text;
-- Who has an address first holds it here; a duplicate made on purpose does not. So two who create the same contact
-- at the same moment meet at a constraint.
alter table contacts add column email_key text;
alter table contacts add column phone_key text;
alter table contacts add column phone_digits text;
-- Name, e-mail, telephone number and organisation in lower case: what a search looks through.
alter table contacts add column search_text text not null default '';

update contacts set phone_digits = replace(replace(replace(replace(replace(replace(phone, ' ', ''), '-', ''), '(', ''), ')', ''), '.', ''), '+', '');
update contacts set search_text = lower(name || ' ' || coalesce(email, '') || ' ' || coalesce(phone, '') || ' ' || coalesce(phone_digits, ''));
update contacts set email_key = email where not exists (
  select 1 from contacts earlier where earlier.company_id = contacts.company_id and earlier.email = contacts.email and earlier.id < contacts.id);
update contacts set phone_key = phone_digits where not exists (
  select 1 from contacts earlier where earlier.company_id = contacts.company_id and earlier.phone_digits = contacts.phone_digits and earlier.id < contacts.id);
insert into counters (company_id, name, value) select company_id, 'contacts.status.NEW', count(*) from contacts group by company_id;

create unique index "contacts.email_key" on contacts (company_id, email_key);
create unique index "contacts.phone_key" on contacts (company_id, phone_key);
drop index contacts_by_phone;
create index contacts_by_phone on contacts (company_id, phone_digits);
create index contacts_by_created on contacts (company_id, created_at, id);
create index contacts_by_updated on contacts (company_id, updated_at, id);
create index contacts_by_name on contacts (company_id, name, id);
create index contacts_by_stage on contacts (company_id, stage, created_at, id);
create index contacts_by_status on contacts (company_id, status, created_at, id);
create index contacts_by_owner on contacts (company_id, owner_id, created_at, id);

create table contact_tags (
  company_id text not null references companies (id) on delete cascade,
  tag text not null,
  contact_id text not null references contacts (id) on delete cascade,
  primary key (company_id, tag, contact_id)
) strict;
create index contact_tags_by_contact on contact_tags (company_id, contact_id);

create table activities (
  id text primary key,
  company_id text not null references companies (id) on delete cascade,
  contact_id text not null references contacts (id) on delete cascade,
  kind text not null,
  text text not null,
  occurred_at text not null,
  by_id text references employees (id),
  due_at text,
  assignee_id text references employees (id),
  done_at text,
  -- When its assignee was told that it is due: once.
  told_at text,
  created_at text not null,
  updated_at text not null,
  version integer not null,
  constraint "activities.due_at" check ((kind = 'TASK') = (due_at is not null))
) strict;
create index activities_by_contact on activities (company_id, contact_id, occurred_at, id);
create index activities_by_assignee on activities (company_id, assignee_id, due_at, id);

create table sessions (
  id text primary key,
  company_id text not null references companies (id) on delete cascade,
  contact_id text not null references contacts (id) on delete cascade,
  stage text not null,
  -- The first, second … at this stage: two who log the last one that is allowed meet here.
  ordinal integer not null,
  rating integer not null,
  notes text,
  held_at text not null,
  by_id text not null references employees (id),
  created_at text not null,
  updated_at text not null,
  version integer not null,
  constraint "sessions.rating" check (rating between 1 and 10),
  constraint "sessions.ordinal" unique (company_id, contact_id, stage, ordinal)
) strict;

create table feedback (
  id text primary key,
  company_id text not null references companies (id) on delete cascade,
  contact_id text not null references contacts (id) on delete cascade,
  rating integer not null,
  comment text,
  by_id text not null references employees (id),
  created_at text not null,
  updated_at text not null,
  version integer not null,
  constraint "feedback.rating" check (rating between 1 and 10)
) strict;
create index feedback_by_contact on feedback (company_id, contact_id, created_at, id);

create table opportunities (
  id text primary key,
  company_id text not null references companies (id) on delete cascade,
  contact_id text not null references contacts (id) on delete cascade,
  title text not null,
  expected_value integer not null,
  currency text not null,
  expected_close_on text,
  status text not null,
  lost_reason text,
  owner_id text references employees (id),
  created_at text not null,
  updated_at text not null,
  version integer not null,
  constraint "opportunities.expected_value" check (expected_value > 0)
) strict;
create index opportunities_by_contact on opportunities (company_id, contact_id, created_at, id);
create index opportunities_by_created on opportunities (company_id, created_at, id);
create index opportunities_by_status on opportunities (company_id, status, created_at, id);

create table deals (
  id text primary key,
  company_id text not null references companies (id) on delete cascade,
  opportunity_id text not null references opportunities (id) on delete cascade,
  contact_id text not null references contacts (id) on delete cascade,
  value integer not null,
  currency text not null,
  closed_at text not null,
  closed_by text references employees (id),
  created_at text not null,
  updated_at text not null,
  version integer not null,
  constraint "deals.value" check (value > 0),
  constraint "deals.opportunity_id" unique (opportunity_id)
) strict;
create index deals_by_created on deals (company_id, created_at, id);
create index deals_by_contact on deals (company_id, contact_id, created_at, id);

create table emails (
  id text primary key,
  company_id text not null references companies (id) on delete cascade,
  contact_id text not null references contacts (id) on delete cascade,
  employee_id text not null references employees (id),
  to_address text not null,
  cc text not null,
  subject text not null,
  body text not null,
  transport text not null,
  status text not null,
  gmail_message_id text,
  opens integer not null,
  clicks integer not null,
  machine_hits integer not null,
  first_opened_at text,
  first_clicked_at text,
  sent_at text,
  error text,
  created_at text not null,
  updated_at text not null,
  version integer not null
) strict;
create index emails_by_contact on emails (company_id, contact_id, created_at, id);

-- Where the links of an e-mail lead. A tracking address names one of these, and nothing else.
create table email_links (
  email_id text not null references emails (id) on delete cascade,
  company_id text not null references companies (id) on delete cascade,
  number integer not null,
  url text not null,
  primary key (email_id, number)
) strict;

-- Every hit on a tracking address as it came, and what it was taken for.
create table email_hits (
  id text primary key,
  company_id text not null references companies (id) on delete cascade,
  email_id text not null references emails (id) on delete cascade,
  kind text not null,
  link integer,
  user_agent text,
  human integer not null,
  at text not null
) strict;
create index email_hits_by_email on email_hits (company_id, email_id, at);

create table notifications (
  id text primary key,
  company_id text not null references companies (id) on delete cascade,
  employee_id text not null references employees (id) on delete cascade,
  kind text not null,
  text text not null,
  entity_type text not null,
  entity_id text not null,
  by_id text references employees (id),
  read_at text,
  created_at text not null,
  updated_at text not null,
  version integer not null
) strict;
create index notifications_by_employee on notifications (company_id, employee_id, created_at, id);

-- What happened on a day (in UTC), in all and by whom: added to by each transaction, so that no report counts rows.
-- Without an employee (all zeros) it is the company's.
create table daily_figures (
  company_id text not null references companies (id) on delete cascade,
  employee_id text not null,
  day text not null,
  name text not null,
  value integer not null,
  primary key (company_id, employee_id, day, name)
) strict;
create index daily_figures_by_day on daily_figures (company_id, day);

-- What happened before there were figures, read from the log.
insert into daily_figures (company_id, employee_id, day, name, value)
select company_id, cast('00000000-0000-0000-0000-000000000000' as text ), substr(cast(at as text), 1, 10), 'enquiries.received', count(*)
from events where kind = 'enquiry:created' group by company_id, substr(cast(at as text), 1, 10);
insert into daily_figures (company_id, employee_id, day, name, value)
select company_id, cast('00000000-0000-0000-0000-000000000000' as text ), substr(cast(at as text), 1, 10), 'contacts.created', count(*)
from events where kind = 'lead:created' group by company_id, substr(cast(at as text), 1, 10);
insert into daily_figures (company_id, employee_id, day, name, value)
select company_id, employee_id, day, 'stage.LEAD', value from daily_figures where name = 'contacts.created';
insert into daily_figures (company_id, employee_id, day, name, value)
select company_id, actor_id, substr(cast(at as text), 1, 10), 'enquiries.claimed', count(*)
from events where kind = 'enquiry:claimed' and actor_id is not null group by company_id, actor_id, substr(cast(at as text), 1, 10);

create table imports (
  id text primary key,
  company_id text not null references companies (id) on delete cascade,
  started_by text not null references employees (id),
  file_name text,
  status text not null,
  dry_run integer not null,
  match_policy text not null,
  mapping text not null,
  headers text not null,
  delimiter text not null,
  bytes integer not null,
  -- How far the file has been read.
  position integer not null,
  rows_read integer not null,
  created integer not null,
  updated integer not null,
  skipped integer not null,
  failed integer not null,
  undone integer not null,
  kept integer not null,
  error text,
  created_at text not null,
  updated_at text not null,
  version integer not null
) strict;
create index imports_by_created on imports (company_id, created_at, id);

-- The uploaded file in pieces, so that any node can go on with it.
create table import_pieces (
  import_id text not null references imports (id) on delete cascade,
  company_id text not null references companies (id) on delete cascade,
  begins_at integer not null,
  content blob not null,
  primary key (import_id, begins_at)
) strict;

create table import_errors (
  import_id text not null references imports (id) on delete cascade,
  company_id text not null references companies (id) on delete cascade,
  line integer not null,
  fields text not null,
  errors text not null,
  primary key (import_id, line)
) strict;

-- What an import did to which contact: without a record before, it made it.
create table import_changes (
  import_id text not null references imports (id) on delete cascade,
  company_id text not null references companies (id) on delete cascade,
  contact_id text not null,
  before text,
  version integer not null,
  primary key (import_id, contact_id)
) strict;
