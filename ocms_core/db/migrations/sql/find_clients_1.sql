-- The statement that find_clients runs for names; apart, so that a test can look at its plan.
--
-- stage: 'begins' (the whole name begins so), 'words' (every word begins a word of the name, in
-- any order), 'similar'. born: whether only people born as asked are wanted.
-- Its parameters: $1 agency, $2 and $3 first and last days of birth, $4 gender, $5 birth year,
-- $6 immigration status, $7 country of origin, $8 city, $9 postal code.
create function client_name_search(stage text, words text[], born boolean) returns text
language plpgsql immutable set search_path = public, pg_temp as $function$
declare
    typed text := array_to_string(words, ' ');
    -- One word is compared with the words of a name, several with the name as a whole.
    alike text := case when cardinality(words) = 1 then 'word_similarity' else 'similarity' end;
    condition text;
begin
    if stage = 'begins' then
        condition := format('c.name_key >= %L and c.name_key < %L', typed, typed || chr(1114111));
    elsif stage = 'words' then
        select string_agg(
            format('('' '' || c.name_key) like %L',
                '% ' || replace(replace(replace(word, '\', '\\'), '%', '\%'), '_', '\_') || '%'),
            ' and ')
        into condition from unnest(words) as word;
    elsif cardinality(words) = 1 then
        condition := format('%L <%% ('' '' || c.name_key)', typed);
    else
        condition := format('(('' '' || c.name_key) %% %L)', typed);
    end if;
    if born then
        condition := condition || ' and exists (select from unnest($2, $3) as span(since, until)'
            ' where c.born_on between span.since and span.until)';
    end if;
    return format(
        'select id, alike from ('
        ' select c.id, %s(%L, c.name_key) as alike from client c'
        ' where c.agency_id = $1 and c.kind = ''named'' and %s'
        ' and ($4 is null or c.gender = $4)'
        ' and ($5 is null or c.born_on between make_date($5, 1, 1) and make_date($5, 12, 31))'
        ' and ($6 is null or c.immigration_status = $6)'
        ' and ($7 is null or c.country_of_origin = $7)'
        ' and (($8 is null and $9 is null) or exists (select from client_address a'
        ' where a.agency_id = $1 and a.client_id = c.id'
        ' and ($8 is null or starts_with(lower(unaccent(a.city)), $8))'
        ' and ($9 is null or starts_with(upper(replace(a.postal_code, '' '', '''')), $9))))'
        ' limit 2000) as hit order by alike desc limit 50',
        alike, typed, condition);
end
$function$
-- next statement
-- Ids of the clients of the caller's agency who match, best first, with points and reasons.
--
-- words: folded words of a name. phone_digits: of telephone numbers. born_since, born_until: spans of
-- days, the likeliest reading first. The wanted_ arguments narrow what these find.
--
-- The planner may not look at the statistics of names (the operators are not leakproof) and takes
-- every name for rare: rows are made dear, so that it never leaves the agency out of the index.
create function find_clients(
    words text[], phone_digits text[], numbers bigint[], blind_indexes bytea[], emails text[],
    born_since date[], born_until date[],
    wanted_gender text, wanted_birth_year int, wanted_status text, wanted_country text,
    wanted_city text, wanted_postal_code text, at_most int
)
returns table (client_id uuid, points real, reasons text[])
language plpgsql stable security definer
set search_path = public, pg_temp
set pg_trgm.similarity_threshold = 0.5
set pg_trgm.word_similarity_threshold = 0.6
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
    days_since date[];
    days_until date[];
    names int := 0;
    stage record;
begin
    if agency is null then
        return;
    end if;

    select array_agg(right(typed, 7)) filter (where length(typed) >= 7),
        array_agg(ltrim(typed, '1')) || array_agg('1' || ltrim(typed, '1'))
    into endings, beginnings
    from (select typed from unnest(phone_digits) as typed limit 2) as few;
    -- With a name, a year or a month alone finds too many: it only lifts those found otherwise.
    select array_agg(since), array_agg(until) into days_since, days_until
    from unnest(born_since, born_until) as span (since, until)
    where cardinality(words) = 0 or since = until;

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
        (select c.id, 0, 'birth_date' from client c
         where c.agency_id = agency and c.kind = 'named'
            and (c.born_on between days_since[1] and days_until[1]
              or c.born_on between days_since[2] and days_until[2]) limit 200)
    ) as hit;
    found := found || coalesce(more, '{}');
    weights := weights || coalesce(more_weights, '{}');
    whys := whys || coalesce(more_whys, '{}');

    if cardinality(words) > 0 then
        for stage in
            select * from (values
                (1, 'begins', false, words, 0.5, 'name', 50),
                (2, 'begins', false, words[cardinality(words):] || words[:cardinality(words) - 1],
                 0.5, 'name', 50),
                (3, 'words', true, words, 0.5, 'name', 50),
                (4, 'words', false, words, 0.5, 'name', 50),
                (5, 'similar', false, words, 0.5, 'name_similar', 10),
                (6, 'similar', false, words, 0.3, 'name_similar', 10)
            ) as plan (place, kind, born, words, threshold, why, enough)
            where (not born or cardinality(born_since) > 0)
              and (place <> 2 or cardinality(words) > 1)
            order by place
        loop
            -- The widest net is for a name that nobody bears as typed.
            continue when names >= stage.enough or (stage.place = 6 and 'name' = any (whys));
            perform set_config('pg_trgm.similarity_threshold', stage.threshold::text, true);
            perform set_config(
                'pg_trgm.word_similarity_threshold', (stage.threshold + 0.1)::text, true);
            execute 'select array_agg(id), array_agg(alike), array_agg($10) from ('
                || client_name_search(stage.kind, stage.words, stage.born) || ') as named'
            into more, more_weights, more_whys
            using agency, born_since, born_until, wanted_gender, wanted_birth_year, wanted_status,
                wanted_country, wanted_city, wanted_postal_code, stage.why;
            found := found || coalesce(more, '{}');
            weights := weights || coalesce(more_weights, '{}');
            whys := whys || coalesce(more_whys, '{}');
            select count(distinct hit.id) into names from unnest(found, whys) as hit (id, why)
            where hit.why in ('name', 'name_similar');
        end loop;
    end if;

    -- People born on the day asked for are compared with the name here, by their few rows.
    return query
    with whole as (
        select id, why,
            max(weight) * case why when 'name' then 20 when 'name_similar' then 40 else 1 end
                + case why when 'name' then 40 else 0 end as weight
        from unnest(found, weights, whys) as hit (id, weight, why) group by id, why
    ),
    hit as (
        select * from whole
        union all
        select c.id, 'name_similar', similarity(c.name_key, array_to_string(words, ' ')) * 40
        from whole join client c on c.agency_id = agency and c.id = whole.id
        where whole.why = 'birth_date' and cardinality(words) > 0
          and similarity(c.name_key, array_to_string(words, ' ')) >= 0.3
          and not exists (select from whole as other
              where other.id = whole.id and other.why in ('name', 'name_similar'))
    ),
    scored as (
        select hit.id, sum(hit.weight) as weight, array_agg(hit.why order by hit.weight desc) as why
        from hit
        where hit.why <> 'name_similar'
           or not exists (select from hit as other where other.id = hit.id and other.why = 'name')
        group by hit.id
    )
    select c.id, (scored.weight + coalesce(birth.weight, 0))::real,
        array_remove(scored.why, 'birth_date')
            || case when birth.weight > 0 then '{birth_date}' else '{}'::text[] end
    from scored join client c on c.agency_id = agency and c.id = scored.id
    left join lateral (
        select max(case
            when span.since < span.until and c.born_on between span.since and span.until then 12
            when span.since = c.born_on and length(c.birth_date) = 10
                then case span.place when 1 then 30 else 22 end
            when span.since = span.until
                and extract(year from c.born_on) = extract(year from span.since)
                and (length(c.birth_date) < 10 or c.birth_date like '%-01-01'
                     or to_char(span.since, 'MMDD') = '0101') then 8
            else 0 end) as weight
        from unnest(born_since, born_until) with ordinality as span (since, until, place)
    ) as birth on true
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
    order by 2 desc, c.name_key, c.id
    limit least(greatest(at_most, 1), 50);
end
$function$
