-- Several columns of a file may be one field, and a field may be alike in all rows: the mapping is kept by field.
alter table imports add column fields text not null default '{}';
alter table imports add column constants text not null default '{}';
update imports set fields = coalesce(
  (select json_group_object(value, json_array(key)) from json_each(imports.mapping) where value is not null), '{}');
alter table imports drop column mapping;
alter table imports add column encoding text not null default 'UTF-8';

-- What is kept of a file counts against the quota. Nobody reads the file of a finished import again.
delete from import_pieces where import_id in
  (select id from imports where dry_run = 0 and status in ('DONE', 'UNDOING', 'UNDONE'));
alter table imports add column stored_bytes integer not null default 0;
update imports set stored_bytes = coalesce(
  (select sum(length(content)) from import_pieces where import_pieces.import_id = imports.id), 0);
create index imports_stored on imports (company_id, stored_bytes) where stored_bytes > 0;
create index imports_uploading on imports (company_id, started_by) where status = 'UPLOADING';

-- What is kept of rejected rows after the file is gone.
alter table imports add column kept_bytes integer not null default 0;
