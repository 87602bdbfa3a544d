-- The words of a text as search compares them: without accents and signs, as they were written
-- otherwise, since notes are English and French in one list. Immutable, so that it can be indexed:
-- the dictionary of unaccent is part of the extension and does not change under us.
create function note_words(body text) returns tsvector
language sql immutable strict parallel safe
return to_tsvector(
    'pg_catalog.simple'::regconfig,
    regexp_replace(public.unaccent('public.unaccent'::regdictionary, body), '[^[:alnum:]]+', ' ', 'g')
)
-- next statement
-- The notes, and the case notes of service forms, that hold all words of a query, newest first.
-- tsvector's operators are not leakproof: behind the policy their index is never used. So this
-- runs as a role whom the policies let see every row, names the caller's agency itself, and gives
-- nothing but ids; what they hold is read under the walls (decisions A7).
create function find_notes(query text, client uuid, since date, until date, most int)
returns table (source text, record_id uuid)
language sql stable security definer rows 100
set search_path = pg_catalog, public, pg_temp
as $$
  with asked as (
    select nullif(current_setting('app.agency_id', true), '')::bigint as agency_id,
           to_tsquery('pg_catalog.simple', public.unaccent('public.unaccent', query)) as words
  )
  select found.source, found.id
    from (
      select 'note' as source, n.id, n.about_on as day
        from case_note n
       where n.agency_id = (select agency_id from asked)
         and note_words(n.text) @@ (select words from asked)
         and n.withdrawn_at is null
         and (client is null or n.client_id = client)
         and (since is null or n.about_on >= since)
         and (until is null or n.about_on <= until)
      union all
      select 'form', f.id, f.service_date
        from service_form f
       where f.agency_id = (select agency_id from asked)
         and f.notes is not null
         and note_words(f.notes) @@ (select words from asked)
         and (client is null or f.client_id = client)
         and (since is null or f.service_date >= since)
         and (until is null or f.service_date <= until)
    ) found
   order by found.day desc, found.id desc
   limit least(greatest(most, 1), 5000)
$$
