from sqlalchemy import text

from ocms_core.testing.statements import count_statements


def test_counts_what_a_page_asks_and_not_the_frame_of_its_transaction(engine):
    with count_statements(engine) as sent, engine.begin() as connection:
        connection.execute(text("select set_config('app.agency_id', '1', true)"))
        with connection.begin_nested():
            connection.execute(text("select 1"))
        connection.execute(text("select\n  2"))
    assert sent.texts == ["select 1", "select 2"]
    assert len(sent) == 2
    assert any(statement.is_frame for statement in sent.all)


def test_stops_counting_after_the_block(connection):
    with count_statements(connection) as sent:
        connection.execute(text("select :number"), {"number": 7})
    connection.execute(text("select 3"))
    assert len(sent) == 1
    assert sent.counted[0].parameters == {"number": 7}
