-- The statements that find_clients runs for names; apart, so that a test can look at their plans.
--
-- stage: 'keys' (those who share a key, each key's for itself), 'begins' (the sorted name begins
-- so), 'words' (every word begins a word of the names, in any order), 'similar'.
-- Their parameters: $1 agency, $2 gender, $3 birth year, $4 immigration status, $5 country of
-- origin, $6 city, $7 postal code, $8 keys, $9 what each key is worth.
create function client_name_search(stage text, words text[]) returns text
language plpgsql immutable set search_path = public, pg_temp as $function$
declare
    typed text := array_to_string(words, ' ');
    -- One word is compared with the words of a name, several with the name as a whole.
    alike text := case when cardinality(words) = 1 then 'word_similarity' else 'similarity' end;
    wanted text :=
        ' and c.kind = ''named'''
        ' and ($2 is null or c.gender = $2)'
        ' and ($3 is null or c.born_on between make_date($3, 1, 1) and make_date($3, 12, 31))'
        ' and ($4 is null or c.immigration_status = $4)'
        ' and ($5 is null or c.country_of_origin = $5)'
        ' and (($6 is null and $7 is null) or exists (select from client_address a'
        ' where a.agency_id = $1 and a.client_id = c.id'
        ' and ($6 is null or starts_with(lower(unaccent(a.city)), $6))'
        ' and ($7 is null or starts_with(upper(replace(a.postal_code, '' '', '''')), $7))))';
    condition text;
begin
    if stage = 'keys' then
        return 'select hit.id, sum(key.worth)::real as worth'
            ' from unnest($8, $9) as key (number, worth)'
            ' cross join lateral (select c.id from client c'
            ' where c.agency_id = $1 and c.search_keys @> array[key.number]' || wanted ||
            ' limit 150) as hit group by hit.id order by 2 desc limit 300';
    end if;
    if stage = 'begins' then
        condition := format('c.name_key >= %L and c.name_key < %L', typed, typed || chr(1114111));
    elsif stage = 'words' then
        select string_agg(
            format('('' '' || c.search_names) like %L',
                '% ' || replace(replace(replace(word, '\', '\\'), '%', '\%'), '_', '\_') || '%'),
            ' and ')
        into condition from unnest(words) as word;
    elsif cardinality(words) = 1 then
        condition := format('%L <%% ('' '' || c.search_names)', typed);
    else
        condition := format('(('' '' || c.search_names) %% %L)', typed);
    end if;
    return format(
        'select id, worth from (select c.id, %s(%L, c.name_key) as worth from client c'
        ' where c.agency_id = $1 and %s %s limit 2000) as hit order by worth desc limit 60',
        alike, typed, condition, wanted);
end
$function$
-- next statement
-- Ids of the clients of the caller's agency who may be meant, the likeliest first, with the
-- reasons that only the database knows; who is likeliest is judged outside (clients/scoring.py).
--
-- keys: of clients/keys.py, with what each is worth. words: folded words of a name. typing: the
-- last word may be unfinished. wide: letters are compared at large, for names no key finds.
-- phone_digits: of telephone numbers. born_since, born_until: spans of days, looked for when
-- nothing else is known. The wanted_ arguments narrow what all these find.
--
-- The planner may not look at the statistics of names (the operators are not leakproof) and takes
-- every name for rare: rows are made dear, so that it never leaves the agency out of the index.
create function find_clients(
    keys int[], worths real[], words text[], typing boolean, wide boolean,
    phone_digits text[], numbers bigint[], blind_indexes bytea[], emails text[],
    born_since date[], born_until date[],
    wanted_gender text, wanted_birth_year int, wanted_status text, wanted_country text,
    wanted_city text, wanted_postal_code text, at_most int
)
returns table (client_id uuid, reasons text[])
language plpgsql stable security definer
set search_path = public, pg_temp
set pg_trgm.similarity_threshold = 0.3
set pg_trgm.word_similarity_threshold = 0.45
set plan_cache_mode = force_custom_plan
set cpu_tuple_cost = 1
set jit = off
as $function$
#variable_conflict use_column
declare
    agency bigint := nullif(current_setting('app.agency_id', true), '')::bigint;
    found uuid[] := '{}';
    weights real[] := '{}';
    whys text[] := '{}';
    more uuid[];
    more_weights real[];
    more_whys text[];
    endings text[];
    beginnings text[];
    stage text;
    stages text[] := '{}';
begin
    if agency is null then
        return;
    end if;

    select array_agg(right(typed, 7)) filter (where length(typed) >= 7),
        array_agg(ltrim(typed, '1')) || array_agg('1' || ltrim(typed, '1'))
    into endings, beginnings
    from (select typed from unnest(phone_digits) as typed limit 2) as few;

    -- Constants in plain conditions, which the planner can match with an index; an element that
    -- is not there makes its condition vanish.
    select array_agg(hit.id), array_agg(hit.weight), array_agg(hit.why)
    into more, more_weights, more_whys
    from (
        (select c.id, 100::real as weight, 'number' as why from client c
         where c.agency_id = agency and c.number = any (numbers) limit 50)
        union all
        (select i.client_id, 100, 'identifier' from client_identifier i
         where i.agency_id = agency and i.blind_index = any (blind_indexes) limit 50)
        union all
        (select p.client_id, 50, 'phone' from client_phone p
         where p.agency_id = agency and right(p.digits, 7) = any (endings) limit 50)
        union all
        (select p.client_id, 40, 'phone' from client_phone p
         where p.agency_id = agency
            and (p.digits >= beginnings[1] and p.digits < beginnings[1] || ':'
              or p.digits >= beginnings[2] and p.digits < beginnings[2] || ':'
              or p.digits >= beginnings[3] and p.digits < beginnings[3] || ':'
              or p.digits >= beginnings[4] and p.digits < beginnings[4] || ':') limit 50)
        union all
        (select c.id, 50, 'email' from client c
         where c.agency_id = agency and c.kind = 'named'
            and lower(c.email) >= emails[1] and lower(c.email) < emails[1] || chr(1114111) limit 50)
        union all
        (select c.id, 1, 'birth_date' from client c
         where c.agency_id = agency and c.kind = 'named' and cardinality(words) = 0
            and (c.born_on between born_since[1] and born_until[1]
              or c.born_on between born_since[2] and born_until[2]) limit 200)
    ) as hit;
    found := found || coalesce(more, '{}');
    weights := weights || coalesce(more_weights, '{}');
    whys := whys || coalesce(more_whys, '{}');

    if cardinality(keys) > 0 then
        stages := stages || 'keys'::text;
    end if;
    if cardinality(words) > 0 then
        stages := stages
            || case when typing and cardinality(words) = 1 then array['begins'] else '{}'::text[] end
            || case when typing then array['words'] else '{}'::text[] end
            || case when wide then array['similar'] else '{}'::text[] end;
    end if;
    foreach stage in array stages loop
        execute 'select array_agg(id), array_agg(worth), array_agg($10) from ('
            || client_name_search(stage, words) || ') as named'
        into more, more_weights, more_whys
        using agency, wanted_gender, wanted_birth_year, wanted_status, wanted_country,
            wanted_city, wanted_postal_code, keys, worths, stage;
        found := found || coalesce(more, '{}');
        weights := weights || coalesce(more_weights, '{}');
        whys := whys || coalesce(more_whys, '{}');
    end loop;

    return query
    with scored as (
        select hit.id,
            sum(hit.weight * case hit.why when 'keys' then 1 when 'similar' then 10 else 6 end)
                as weight,
            array_agg(distinct hit.why) filter (
                where hit.why in ('number', 'identifier', 'phone', 'email')) as why
        from unnest(found, weights, whys) as hit (id, weight, why)
        group by hit.id
    )
    select c.id, coalesce(scored.why, '{}')
    from scored join client c on c.agency_id = agency and c.id = scored.id
    where (c.kind = 'named' or scored.why = array['number'])
      and (wanted_gender is null or c.gender = wanted_gender)
      and (wanted_birth_year is null
           or c.born_on between make_date(wanted_birth_year, 1, 1)
                            and make_date(wanted_birth_year, 12, 31))
      and (wanted_status is null or c.immigration_status = wanted_status)
      and (wanted_country is null or c.country_of_origin = wanted_country)
      and ((wanted_city is null and wanted_postal_code is null) or exists (
           select from client_address a where a.agency_id = agency and a.client_id = c.id
              and (wanted_city is null or starts_with(lower(unaccent(a.city)), wanted_city))
              and (wanted_postal_code is null
                   or starts_with(upper(replace(a.postal_code, ' ', '')), wanted_postal_code))))
    order by scored.weight desc, c.id
    limit least(greatest(at_most, 1), 500);
end
$function$
