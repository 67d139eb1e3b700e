-- Where a company does business.
alter table companies add column country text not null default 'IN';
alter table companies add column locale text not null default 'en-IN';

-- Founded by open sign-up, and nobody has shown yet that the founder's address is theirs: its mail waits.
alter table companies add column awaits_confirmation integer not null default 0;

-- Founded on an empty server, where that needs no permission. There is one, however many sign up at the same moment.
alter table companies add column is_first integer not null default 0;
create unique index "companies.is_first" on companies (is_first) where is_first;

-- The token of an invite is computed from this and the server's key, whenever its link is needed.
alter table invites add column nonce text;

-- Links that let an employee set a password or confirm an address. As with invites, the token itself is not kept.
-- A link is void once its employee's token generation has changed.
drop table password_resets;
create table account_links (
  id text primary key,
  company_id text not null references companies (id) on delete cascade,
  employee_id text not null references employees (id) on delete cascade,
  purpose text not null,
  -- Who caused it, if an employee did: it works no longer than they do.
  issued_by text references employees (id) on delete cascade,
  nonce text not null,
  token_hash text not null,
  generation integer not null,
  expires_at text not null,
  used_at text,
  created_at text not null,
  constraint "account_links.token_hash" unique (token_hash)
) strict;
create index account_links_by_employee on account_links (company_id, employee_id, purpose);

-- Until now the payload of a mail held its token in clear. Those that are left are dropped; an invite or a reset can
-- be sent again.
delete from jobs where kind = 'mail';

-- What a job waits for besides its time: the confirmation of the founder's address, or the next hour's mails.
alter table jobs add column waits_for text;
create index jobs_waiting on jobs (company_id, waits_for);

-- How many mails a company caused in each hour.
create table mail_usage (
  company_id text not null references companies (id) on delete cascade,
  hour text not null,
  sent integer not null,
  primary key (company_id, hour)
) strict;
