from survey.store.checkups import merge_worst


def test_the_worst_is_never_forgotten() -> None:
    worst = merge_worst((("a", "yellow"), ("b", "red")), (("a", "green"), ("b", "yellow")))

    assert worst == (("a", "yellow"), ("b", "red"))
    assert merge_worst((), (("c", "green"),)) == (("c", "green"),)
