from ocms_core.exports.services import check


def test_full_month(desk):
    client = desk.client()
    desk.orientation(client)
    desk.needs(client)
    for key in ("client_profile", "information_orientation", "nars"):
        result = check(desk.db, desk.selection(key))
        assert (result.total, result.good, result.bad, result.held) == (1, 1, 0, 0), result.problems
