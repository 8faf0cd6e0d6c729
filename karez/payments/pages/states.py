"""Where a project stands with its money."""

NOT_YET, UNPAID, PAYING, PAID, TAKEN_BACK = "not_yet", "unpaid", "paying", "paid", "taken_back"
STATES = {
    NOT_YET: "待下达",
    UNPAID: "已下达未支付",
    PAYING: "支付中",
    PAID: "已付清",
    TAKEN_BACK: "指标已收回",
}
