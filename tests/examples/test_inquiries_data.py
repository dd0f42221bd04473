"""The synthetic inquiries are as truth.json says: made again they are the same, and SQL finds each fault and effect."""
# ruff: noqa: S608 - the SQL is put together from names written in this file and in the truth, never from input

import hashlib
import json
import sys
from pathlib import Path

import duckdb
import pytest
import yaml

INQUIRIES = Path(__file__).parents[2] / "examples" / "inquiries"
TRUTH = json.loads((INQUIRIES / "truth.json").read_text("utf-8"))
TABLES = TRUTH["tables"]
ONCE = "(SELECT DISTINCT * FROM inquiries)"
DAY = "CAST({} AT TIME ZONE 'Europe/Berlin' AS DATE)"
RECEIVED = DAY.format("received_at")
HANDLED = (
    f"(SELECT i.*, e.log FROM {ONCE} i JOIN (SELECT inquiry_id, sum(seconds) AS log FROM events GROUP BY 1) e "
    "USING (inquiry_id) WHERE solved_by_team IS NOT NULL)"
)
MADE_BY = ("make_data", "inquiries_world", "inquiries_faults", "inquiries_truth")


@pytest.fixture(scope="module")
def ask():
    """Return a function that answers one SELECT over the five tables with its only row, or its only value."""
    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'UTC'")
        for name, table in TABLES.items():
            connection.execute(f"CREATE VIEW {name} AS FROM '{INQUIRIES / table['file']}'")

        def answer(sql):
            rows = connection.execute(sql).fetchall()
            assert len(rows) == 1
            return rows[0] if len(rows[0]) > 1 else rows[0][0]

        yield answer


@pytest.fixture(scope="module")
def again(tmp_path_factory):
    """Make everything again in another folder; return it."""
    folder = tmp_path_factory.mktemp("again")
    sys.path.insert(0, str(INQUIRIES))
    try:
        import make_data

        make_data.main([str(folder)])
    finally:
        sys.path.remove(str(INQUIRIES))
        for name in MADE_BY:
            sys.modules.pop(name, None)
    return folder


# ---- the same again --------------------------------------------------------------------------------------------------


def test_the_truth_comes_out_the_same_again_and_with_it_the_digest_of_every_row(again):
    assert (again / "truth.json").read_bytes() == (INQUIRIES / "truth.json").read_bytes()


@pytest.mark.parametrize("name", TABLES)
def test_each_table_comes_out_with_the_same_rows_again(ask, again, name):
    made, shipped = f"'{again / TABLES[name]['file']}'", f"'{INQUIRIES / TABLES[name]['file']}'"
    other = f"(FROM {made} EXCEPT ALL FROM {shipped}) UNION ALL (FROM {shipped} EXCEPT ALL FROM {made})"
    assert ask(f"SELECT count(*) FROM ({other})") == 0
    assert ask(f"SELECT count(*) FROM {name}") == TABLES[name]["rows"]


@pytest.mark.skipif(
    duckdb.__version__ != "2.0.0", reason="another DuckDB may compress differently; the rows are the same"
)
@pytest.mark.parametrize("name", TABLES)
def test_with_the_same_duckdb_each_file_has_the_same_bytes_again(again, name):
    made, shipped = ((folder / TABLES[name]["file"]).read_bytes() for folder in (again, INQUIRIES))
    assert hashlib.sha256(made).hexdigest() == hashlib.sha256(shipped).hexdigest()


def test_all_tables_together_are_under_three_megabytes():
    assert sum(file.stat().st_size for file in (INQUIRIES / "data").iterdir()) < 3_000_000


def test_everything_that_is_shipped_says_that_it_is_synthetic():
    document = yaml.safe_load((INQUIRIES / "initiative.yaml").read_text("utf-8"))
    assert TRUTH["synthetic"] is True
    assert str(TRUTH["seed"]) in (INQUIRIES / "README.md").read_text("utf-8")
    assert all("synthetic" in data_set["title"] for data_set in document["data"].values())
    assert {f"data/{file.name}" for file in (INQUIRIES / "data").iterdir()} == {
        data_set["source"] for data_set in document["data"].values()
    }


# ---- faults ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("fault", TRUTH["faults"])
def test_sql_finds_exactly_as_many_rows_of_a_fault_as_were_planted(ask, fault):
    planted = TRUTH["faults"][fault]
    assert planted["rows"] > 0
    assert ask(planted["sql"]) == planted["rows"]


def test_missing_categories_are_all_of_one_channel(ask):
    assert ask("SELECT list(DISTINCT channel) FROM inquiries WHERE category IS NULL") == ["email"]


def test_orphaned_inquiries_name_35_customers_and_came_in_after_the_reform(ask):
    orphans = f"(SELECT customer_id, {RECEIVED} AS day FROM inquiries ANTI JOIN customers USING (customer_id))"
    values, first = ask(f"SELECT count(DISTINCT customer_id), min(day) >= DATE '2025-04-01' FROM {orphans}")
    assert (values, first) == (TRUTH["faults"]["customer_orphan"]["values"], True)


def test_every_address_and_number_in_a_message_is_of_those_that_nobody_has(ask):
    assert ask("SELECT count(*) FROM inquiries WHERE contains(replace(message, '@example.org', ''), '@')") == 0
    assert ask("SELECT count(*) FROM customers WHERE NOT ends_with(email, '@example.org')") == 0
    assert ask("SELECT count(*) FROM inquiries WHERE contains(message, 'Call') AND NOT contains(message, '23125')") == 0


def test_the_category_has_its_old_name_before_the_day_and_its_new_one_from_it_on(ask):
    renamed = TRUTH["category_renamed"]
    old, new, since = f"category = '{renamed['before']}'", f"category = '{renamed['after']}'", renamed["from"]
    early = f"{RECEIVED} < DATE '{since}'"
    counts = ask(
        f"SELECT count(*) FILTER ({old}), count(*) FILTER ({new}), count(*) FILTER (({old}) <> ({early})) "
        f"FROM {ONCE} WHERE {old} OR {new}"
    )
    assert counts == (renamed["inquiries_before"], renamed["inquiries_after"], 0)


def test_inquiries_are_counted_once_and_some_are_still_open(ask):
    assert ask(f"SELECT count(*), count(*) - count(solved_by_team) FROM {ONCE}") == (TRUTH["inquiries"], TRUTH["open"])


def test_some_inquiries_fall_on_another_day_in_utc(ask):
    assert (
        ask(f"SELECT count(*) FROM {ONCE} WHERE {RECEIVED} <> CAST(received_at AS DATE)")
        == (TRUTH["on_another_day_in_utc"])
    )


def test_handling_seconds_are_the_sum_of_the_log_save_where_they_are_minus_999(ask):
    assert ask(f"SELECT count(*) FROM {HANDLED} WHERE handling_seconds NOT IN (log, -999)") == 0


# ---- regime, pilot, A/A ----------------------------------------------------------------------------------------------


def seen(ask, group, where="TRUE"):
    """Return the two groups' sizes and sums by SQL, and their difference with its error, as the truth has them."""
    grouped = f"SELECT {group} AS g, count(*) AS n, sum(log) AS s, avg(log) AS m, var_samp(log) AS v FROM {HANDLED}"
    names, sizes, sums, means, spreads = ask(
        f"SELECT list(g ORDER BY g), list(n ORDER BY g), list(s ORDER BY g), list(m ORDER BY g), list(v ORDER BY g) "
        f"FROM ({grouped} WHERE {where} GROUP BY 1)"
    )
    groups = {name: {"inquiries": many, "seconds": total} for name, many, total in zip(names, sizes, sums, strict=True)}
    error = (spreads[0] / sizes[0] + spreads[1] / sizes[1]) ** 0.5
    return groups, pytest.approx(means[1] - means[0], abs=1e-3), pytest.approx(error, abs=1e-3)


def test_more_inquiries_come_in_and_take_longer_from_the_day_of_the_reform_on(ask):
    regime = TRUTH["regime_change"]
    after = f"{RECEIVED} >= DATE '{regime['from']}'"
    counted = ask(f"SELECT count(*) FILTER (NOT {after}), count(*) FILTER ({after}) FROM {ONCE}")
    assert counted == (regime["inquiries"]["before"], regime["inquiries"]["after"])
    groups, difference, error = seen(ask, f"if({after}, 'later', 'before')")
    assert list(groups.values()) == list(regime["seen"]["groups"].values())
    assert (regime["seen"]["difference_seconds"], regime["seen"]["standard_error"]) == (difference, error)
    daily = counted[1] / 456, counted[0] / 90
    assert daily[0] / daily[1] == pytest.approx(regime["volume_factor"], abs=0.05)


def test_the_pilot_has_its_arms_on_its_days_only(ask):
    pilot = TRUTH["pilot"]
    inside = f"{RECEIVED} BETWEEN DATE '{pilot['from']}' AND DATE '{pilot['to']}'"
    assert ask(f"SELECT count(*) FROM inquiries WHERE (pilot_arm IS NOT NULL) <> ({inside})") == 0


def test_what_is_seen_of_the_pilot_is_within_two_errors_of_its_true_effect(ask):
    pilot = TRUTH["pilot"]
    groups, difference, error = seen(ask, "pilot_arm", "pilot_arm IS NOT NULL")
    shown = pilot["seen"]
    assert groups == shown["groups"]
    assert (shown["difference_seconds"], shown["standard_error"]) == (difference, error)
    assert pilot["effect_minutes"] == -1.2
    assert pilot["effect_seconds"] == 60 * pilot["effect_minutes"]
    assert abs(shown["difference_seconds"] - pilot["effect_seconds"]) < 2 * shown["standard_error"]


def test_all_of_the_effect_is_in_the_step_that_routes(ask):
    routed = "(SELECT inquiry_id, seconds FROM events WHERE event = 'routed')"
    step = ask(
        f"SELECT avg(r.seconds) FILTER (pilot_arm = 'pilot') - avg(r.seconds) FILTER (pilot_arm = 'control') "
        f"FROM {HANDLED} JOIN {routed} r USING (inquiry_id)"
    )
    assert step == pytest.approx(TRUTH["pilot"]["effect_seconds"], abs=2)


@pytest.mark.parametrize(
    ("kpi", "met"), [("first_time_right", "first_team = solved_by_team"), ("reopened", "coalesce(reopened, false)")]
)
def test_the_pilot_changes_no_guardrail_and_seems_to_change_none(ask, kpi, met):
    arms = TRUTH["pilot"][kpi]
    for arm, share in arms.items():
        found = ask(f"SELECT count(*) FILTER ({met}), count(*) FROM {HANDLED} WHERE pilot_arm = '{arm}'")
        assert found == (share["correct"], share["of"])
    control, tried = arms["control"], arms["pilot"]
    error = sum(arm["share"] * (1 - arm["share"]) / arm["of"] for arm in (control, tried)) ** 0.5
    assert abs(tried["share"] - control["share"]) < 1.96 * error


def test_the_a_a_split_has_no_effect_and_seems_to_have_none(ask):
    split = TRUTH["aa_split"]
    groups, difference, error = seen(ask, split["column"])
    assert groups == split["groups"]
    assert (split["difference_seconds"], split["standard_error"]) == (difference, error)
    assert abs(split["difference_seconds"]) < 1.96 * split["standard_error"]


# ---- the label -------------------------------------------------------------------------------------------------------


def test_the_label_has_six_classes_none_of_them_rare(ask):
    classes = ask(
        f"SELECT map_from_entries(list((t, n))) FROM (SELECT solved_by_team t, count(*) n FROM {HANDLED} GROUP BY 1)"
    )
    assert classes == TRUTH["label"]["classes"]
    assert len(classes) == 6
    assert min(classes.values()) > 0.05 * sum(classes.values())


@pytest.mark.parametrize("way", TRUTH["label"]["ways"])
def test_each_way_to_guess_the_label_is_right_as_often_as_the_truth_says(ask, way):
    said = TRUTH["label"]["ways"][way]
    right = f"count(*) FILTER (({said['sql']}) = solved_by_team), count(*)"
    assert ask(f"SELECT {right} FROM {HANDLED}") == (said["correct"], said["of"])
    tested = ask(f"SELECT {right} FROM {HANDLED} WHERE {RECEIVED} >= DATE '{TRUTH['label']['tested_from']}'")
    assert tested == (said["tested"]["correct"], said["tested"]["of"])


def test_rules_beat_the_desk_and_a_model_could_add_a_little(ask):
    ways = {name: way["share"] for name, way in TRUTH["label"]["ways"].items()}
    assert ways["always_the_same"] < ways["category"] < ways["desk"] < ways["keyword_rules"] < ways["best_possible"]
    assert ways["best_possible"] == pytest.approx(TRUTH["label"]["expected_of_the_best"], abs=0.005)
    assert 0.04 < ways["best_possible"] - ways["keyword_rules"] < 0.07


def test_no_guess_from_what_is_known_in_time_beats_the_best_possible_one_but_by_hindsight(ask):
    # Subjects of one topic mean the same: the rules' guess stands for them.
    topic = TRUTH["label"]["ways"]["keyword_rules"]["sql"]
    known = f"segment, channel, product, ({topic}) AS topic, solved_by_team"
    cells = f"SELECT {known}, count(*) AS n FROM {HANDLED} GROUP BY ALL"
    most = f"SELECT max(n) AS n FROM ({cells}) GROUP BY segment, channel, product, topic"
    best = TRUTH["label"]["ways"]["best_possible"]
    assert ask(f"SELECT sum(n) FROM ({most})") / best["of"] < best["share"] + 0.01


def test_the_closing_code_gives_the_label_away_but_is_there_only_after_handling(ask):
    leak = TRUTH["leak"]
    same = "left(closing_code, 2) = upper(left(solved_by_team, 2))"
    assert ask(f"SELECT count(*) FILTER ({same}), count(*) FROM {HANDLED}") == (leak["correct"], leak["of"])
    assert leak["share"] > 0.99
    assert ask("SELECT count(*) FROM inquiries WHERE (closing_code IS NULL) <> (solved_by_team IS NULL)") == 0


# ---- what the document rests on --------------------------------------------------------------------------------------


def test_the_contract_names_every_column_with_its_type(ask):
    contract = yaml.safe_load((INQUIRIES / "contracts" / "inquiries.odcs.yaml").read_text("utf-8"))
    promised = {column["name"]: column["physicalType"] for column in contract["schema"][0]["properties"]}
    names, kinds = ask("SELECT list(column_name), list(column_type) FROM (DESCRIBE inquiries)")
    types = {
        name: kind.replace("TIMESTAMP WITH TIME ZONE", "TIMESTAMPTZ") for name, kind in zip(names, kinds, strict=True)
    }
    assert promised == types


def test_a_handled_minute_costs_95_cents_outside_the_month_that_was_booked_wrongly(ask):
    cost = "SELECT sum(cost_eur) / sum(minutes) FROM costs"
    assert ask(f"{cost} WHERE month <> DATE '2026-02-01'") == pytest.approx(0.95, abs=0.01)
    assert ask(cost) > 5


def test_the_figures_in_the_words_of_readme_and_document_are_those_of_the_truth():
    readme = " ".join((INQUIRIES / "README.md").read_text("utf-8").split())
    document = " ".join((INQUIRIES / "initiative.yaml").read_text("utf-8").split())
    ways = {name: f"{way['share']:.0%}".replace("%", " %") for name, way in TRUTH["label"]["ways"].items()}
    desk, category, rules, best = (ways[name] for name in ("desk", "category", "keyword_rules", "best_possible"))
    assert f"for {desk}, the category for {category}, eight lines" in readme
    assert f"keywords for {rules}, and nothing" in readme
    assert f"better than about {best}" in readme
    seen = TRUTH["pilot"]["seen"]
    assert f"{-seen['difference_seconds']:.0f} seconds, standard error {seen['standard_error']:.0f}" in readme
    assert f"{TRUTH['on_another_day_in_utc']} inquiries fall on another day" in readme
    assert f"in {100 * TRUTH['leak']['share']:.1f} % of the rows" in readme
    assert f"right team for {category} of the inquiries, the desk for {desk}" in document
    assert f"Eight lines of rules find the right team for {rules}" in document
    assert f"right for more than about {best}" in document
    assert f"{TRUTH['kpis']['minutes']['of']:,} were answered in the baseline year" in document
