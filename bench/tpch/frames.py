# SPDX-License-Identifier: Apache-2.0
"""The 22 queries of TPC-H as calls of DataFrames, by the names that PySpark and Martlet share.

Each function takes the tables as attributes (`t.lineitem`), the module of functions and the scale, and gives a frame.
"""

from __future__ import annotations

import datetime
import decimal
from typing import Any

DAY = datetime.date


def revenue(F: Any) -> Any:
    return F.col("l_extendedprice") * (F.lit(1) - F.col("l_discount"))


def q01(t: Any, F: Any, scale: float) -> Any:
    rows = t.lineitem.filter(F.col("l_shipdate") <= DAY(1998, 9, 2))
    charge = revenue(F) * (F.lit(1) + F.col("l_tax"))
    return (
        rows.groupBy("l_returnflag", "l_linestatus")
        .agg(
            F.sum("l_quantity").alias("sum_qty"),
            F.sum("l_extendedprice").alias("sum_base_price"),
            F.sum(revenue(F)).alias("sum_disc_price"),
            F.sum(charge).alias("sum_charge"),
            F.avg("l_quantity").alias("avg_qty"),
            F.avg("l_extendedprice").alias("avg_price"),
            F.avg("l_discount").alias("avg_disc"),
            F.count("*").alias("count_order"),
        )
        .orderBy("l_returnflag", "l_linestatus")
    )


def european(t: Any, F: Any) -> Any:
    """Suppliers of Europe with what they ask for parts."""
    return (
        t.partsupp.join(t.supplier, F.col("ps_suppkey") == F.col("s_suppkey"))
        .join(t.nation, F.col("s_nationkey") == F.col("n_nationkey"))
        .join(t.region.filter(F.col("r_name") == "EUROPE"), F.col("n_regionkey") == F.col("r_regionkey"))
    )


def q02(t: Any, F: Any, scale: float) -> Any:
    part = t.part.filter((F.col("p_size") == 15) & F.col("p_type").like("%BRASS"))
    offers = european(t, F).join(part, F.col("ps_partkey") == F.col("p_partkey"))
    least = offers.groupBy(F.col("p_partkey").alias("k")).agg(F.min("ps_supplycost").alias("least"))
    best = offers.join(least, (F.col("p_partkey") == F.col("k")) & (F.col("ps_supplycost") == F.col("least")))
    return (
        best.select("s_acctbal", "s_name", "n_name", "p_partkey", "p_mfgr", "s_address", "s_phone", "s_comment")
        .orderBy(F.desc("s_acctbal"), "n_name", "s_name", "p_partkey")
        .limit(100)
    )


def q03(t: Any, F: Any, scale: float) -> Any:
    day = DAY(1995, 3, 15)
    customer = t.customer.filter(F.col("c_mktsegment") == "BUILDING")
    orders = t.orders.filter(F.col("o_orderdate") < day)
    lines = t.lineitem.filter(F.col("l_shipdate") > day)
    return (
        customer.join(orders, F.col("c_custkey") == F.col("o_custkey"))
        .join(lines, F.col("l_orderkey") == F.col("o_orderkey"))
        .groupBy("l_orderkey", "o_orderdate", "o_shippriority")
        .agg(F.sum(revenue(F)).alias("revenue"))
        .select("l_orderkey", "revenue", "o_orderdate", "o_shippriority")
        .orderBy(F.desc("revenue"), "o_orderdate")
        .limit(10)
    )


def q04(t: Any, F: Any, scale: float) -> Any:
    day = F.col("o_orderdate")
    late = t.lineitem.filter(F.col("l_commitdate") < F.col("l_receiptdate"))
    return (
        t.orders.filter((day >= DAY(1993, 7, 1)) & (day < DAY(1993, 10, 1)))
        .join(late, F.col("l_orderkey") == F.col("o_orderkey"), "left_semi")
        .groupBy("o_orderpriority")
        .agg(F.count("*").alias("order_count"))
        .orderBy("o_orderpriority")
    )


def q05(t: Any, F: Any, scale: float) -> Any:
    day = F.col("o_orderdate")
    orders = t.orders.filter((day >= DAY(1994, 1, 1)) & (day < DAY(1995, 1, 1)))
    return (
        t.customer.join(orders, F.col("c_custkey") == F.col("o_custkey"))
        .join(t.lineitem, F.col("l_orderkey") == F.col("o_orderkey"))
        .join(
            t.supplier,
            (F.col("l_suppkey") == F.col("s_suppkey")) & (F.col("c_nationkey") == F.col("s_nationkey")),
        )
        .join(t.nation, F.col("s_nationkey") == F.col("n_nationkey"))
        .join(t.region.filter(F.col("r_name") == "ASIA"), F.col("n_regionkey") == F.col("r_regionkey"))
        .groupBy("n_name")
        .agg(F.sum(revenue(F)).alias("revenue"))
        .orderBy(F.desc("revenue"))
    )


def q06(t: Any, F: Any, scale: float) -> Any:
    day = F.col("l_shipdate")
    low, high = decimal.Decimal("0.05"), decimal.Decimal("0.07")
    return t.lineitem.filter(
        (day >= DAY(1994, 1, 1))
        & (day < DAY(1995, 1, 1))
        & F.col("l_discount").between(low, high)
        & (F.col("l_quantity") < 24)
    ).agg(F.sum(F.col("l_extendedprice") * F.col("l_discount")).alias("revenue"))


def q07(t: Any, F: Any, scale: float) -> Any:
    one = t.nation.select(F.col("n_nationkey").alias("k1"), F.col("n_name").alias("supp_nation"))
    two = t.nation.select(F.col("n_nationkey").alias("k2"), F.col("n_name").alias("cust_nation"))
    lines = t.lineitem.filter(F.col("l_shipdate").between(DAY(1995, 1, 1), DAY(1996, 12, 31)))
    supplier, customer = F.col("supp_nation"), F.col("cust_nation")
    return (
        t.supplier.join(lines, F.col("s_suppkey") == F.col("l_suppkey"))
        .join(t.orders, F.col("o_orderkey") == F.col("l_orderkey"))
        .join(t.customer, F.col("c_custkey") == F.col("o_custkey"))
        .join(one, F.col("s_nationkey") == F.col("k1"))
        .join(two, F.col("c_nationkey") == F.col("k2"))
        .filter(((supplier == "FRANCE") & (customer == "GERMANY")) | ((supplier == "GERMANY") & (customer == "FRANCE")))
        .select("supp_nation", "cust_nation", F.year("l_shipdate").alias("l_year"), revenue(F).alias("volume"))
        .groupBy("supp_nation", "cust_nation", "l_year")
        .agg(F.sum("volume").alias("revenue"))
        .orderBy("supp_nation", "cust_nation", "l_year")
    )


def q08(t: Any, F: Any, scale: float) -> Any:
    part = t.part.filter(F.col("p_type") == "ECONOMY ANODIZED STEEL")
    orders = t.orders.filter(F.col("o_orderdate").between(DAY(1995, 1, 1), DAY(1996, 12, 31)))
    region = t.region.filter(F.col("r_name") == "AMERICA")
    buyers = t.nation.select(F.col("n_nationkey").alias("k1"), F.col("n_regionkey").alias("r1"))
    sellers = t.nation.select(F.col("n_nationkey").alias("k2"), F.col("n_name").alias("nation"))
    volumes = (
        part.join(t.lineitem, F.col("p_partkey") == F.col("l_partkey"))
        .join(t.supplier, F.col("s_suppkey") == F.col("l_suppkey"))
        .join(orders, F.col("l_orderkey") == F.col("o_orderkey"))
        .join(t.customer, F.col("o_custkey") == F.col("c_custkey"))
        .join(buyers, F.col("c_nationkey") == F.col("k1"))
        .join(region, F.col("r1") == F.col("r_regionkey"))
        .join(sellers, F.col("s_nationkey") == F.col("k2"))
        .select(F.year("o_orderdate").alias("o_year"), revenue(F).alias("volume"), "nation")
    )
    brazil = F.when(F.col("nation") == "BRAZIL", F.col("volume")).otherwise(0)
    return volumes.groupBy("o_year").agg((F.sum(brazil) / F.sum("volume")).alias("mkt_share")).orderBy("o_year")


def q09(t: Any, F: Any, scale: float) -> Any:
    amount = revenue(F) - F.col("ps_supplycost") * F.col("l_quantity")
    return (
        t.part.filter(F.col("p_name").like("%green%"))
        .join(t.lineitem, F.col("p_partkey") == F.col("l_partkey"))
        .join(t.supplier, F.col("s_suppkey") == F.col("l_suppkey"))
        .join(
            t.partsupp,
            (F.col("ps_suppkey") == F.col("l_suppkey")) & (F.col("ps_partkey") == F.col("l_partkey")),
        )
        .join(t.orders, F.col("o_orderkey") == F.col("l_orderkey"))
        .join(t.nation, F.col("s_nationkey") == F.col("n_nationkey"))
        .select(F.col("n_name").alias("nation"), F.year("o_orderdate").alias("o_year"), amount.alias("amount"))
        .groupBy("nation", "o_year")
        .agg(F.sum("amount").alias("sum_profit"))
        .orderBy("nation", F.desc("o_year"))
    )


def q10(t: Any, F: Any, scale: float) -> Any:
    day = F.col("o_orderdate")
    orders = t.orders.filter((day >= DAY(1993, 10, 1)) & (day < DAY(1994, 1, 1)))
    who = ["c_custkey", "c_name", "c_acctbal", "c_phone", "n_name", "c_address", "c_comment"]
    return (
        t.customer.join(orders, F.col("c_custkey") == F.col("o_custkey"))
        .join(t.lineitem.filter(F.col("l_returnflag") == "R"), F.col("l_orderkey") == F.col("o_orderkey"))
        .join(t.nation, F.col("c_nationkey") == F.col("n_nationkey"))
        .groupBy(*who)
        .agg(F.sum(revenue(F)).alias("revenue"))
        .select("c_custkey", "c_name", "revenue", "c_acctbal", "n_name", "c_address", "c_phone", "c_comment")
        .orderBy(F.desc("revenue"))
        .limit(20)
    )


def q11(t: Any, F: Any, scale: float) -> Any:
    stock = (
        t.partsupp.join(t.supplier, F.col("ps_suppkey") == F.col("s_suppkey"))
        .join(t.nation.filter(F.col("n_name") == "GERMANY"), F.col("s_nationkey") == F.col("n_nationkey"))
        .select("ps_partkey", (F.col("ps_supplycost") * F.col("ps_availqty")).alias("v"))
    )
    share = decimal.Decimal("0.0001") / decimal.Decimal(str(scale))
    most = stock.agg((F.sum("v") * F.lit(share)).alias("most"))
    return (
        stock.groupBy("ps_partkey")
        .agg(F.sum("v").alias("value"))
        .crossJoin(most)
        .filter(F.col("value") > F.col("most"))
        .select("ps_partkey", "value")
        .orderBy(F.desc("value"))
    )


def q12(t: Any, F: Any, scale: float) -> Any:
    day = F.col("l_receiptdate")
    lines = t.lineitem.filter(
        F.col("l_shipmode").isin("MAIL", "SHIP")
        & (F.col("l_commitdate") < day)
        & (F.col("l_shipdate") < F.col("l_commitdate"))
        & (day >= DAY(1994, 1, 1))
        & (day < DAY(1995, 1, 1))
    )
    is_high = F.col("o_orderpriority").isin("1-URGENT", "2-HIGH")
    return (
        t.orders.join(lines, F.col("o_orderkey") == F.col("l_orderkey"))
        .groupBy("l_shipmode")
        .agg(
            F.sum(F.when(is_high, 1).otherwise(0)).alias("high_line_count"),
            F.sum(F.when(~is_high, 1).otherwise(0)).alias("low_line_count"),
        )
        .orderBy("l_shipmode")
    )


def q13(t: Any, F: Any, scale: float) -> Any:
    orders = t.orders.filter(~F.col("o_comment").like("%special%requests%"))
    return (
        t.customer.join(orders, F.col("c_custkey") == F.col("o_custkey"), "left")
        .groupBy("c_custkey")
        .agg(F.count("o_orderkey").alias("c_count"))
        .groupBy("c_count")
        .agg(F.count("*").alias("custdist"))
        .orderBy(F.desc("custdist"), F.desc("c_count"))
    )


def q14(t: Any, F: Any, scale: float) -> Any:
    day = F.col("l_shipdate")
    promo = F.when(F.col("p_type").like("PROMO%"), revenue(F)).otherwise(0)
    return (
        t.lineitem.filter((day >= DAY(1995, 9, 1)) & (day < DAY(1995, 10, 1)))
        .join(t.part, F.col("l_partkey") == F.col("p_partkey"))
        .agg((F.lit(decimal.Decimal("100.00")) * F.sum(promo) / F.sum(revenue(F))).alias("promo_revenue"))
    )


def q15(t: Any, F: Any, scale: float) -> Any:
    day = F.col("l_shipdate")
    earned = (
        t.lineitem.filter((day >= DAY(1996, 1, 1)) & (day < DAY(1996, 4, 1)))
        .groupBy(F.col("l_suppkey").alias("supplier_no"))
        .agg(F.sum(revenue(F)).alias("total_revenue"))
    )
    most = earned.agg(F.max("total_revenue").alias("most"))
    return (
        t.supplier.join(earned, F.col("s_suppkey") == F.col("supplier_no"))
        .join(most, F.col("total_revenue") == F.col("most"))
        .select("s_suppkey", "s_name", "s_address", "s_phone", "total_revenue")
        .orderBy("s_suppkey")
    )


def q16(t: Any, F: Any, scale: float) -> Any:
    part = t.part.filter(
        (F.col("p_brand") != "Brand#45")
        & ~F.col("p_type").like("MEDIUM POLISHED%")
        & F.col("p_size").isin(49, 14, 23, 45, 19, 3, 36, 9)
    )
    bad = t.supplier.filter(F.col("s_comment").like("%Customer%Complaints%"))
    return (
        t.partsupp.join(part, F.col("p_partkey") == F.col("ps_partkey"))
        .join(bad, F.col("ps_suppkey") == F.col("s_suppkey"), "left_anti")
        .groupBy("p_brand", "p_type", "p_size")
        .agg(F.countDistinct("ps_suppkey").alias("supplier_cnt"))
        .orderBy(F.desc("supplier_cnt"), "p_brand", "p_type", "p_size")
    )


def q17(t: Any, F: Any, scale: float) -> Any:
    part = t.part.filter((F.col("p_brand") == "Brand#23") & (F.col("p_container") == "MED BOX"))
    few = t.lineitem.groupBy(F.col("l_partkey").alias("k")).agg(
        (F.lit(decimal.Decimal("0.2")) * F.avg("l_quantity")).alias("few")
    )
    return (
        t.lineitem.join(part, F.col("p_partkey") == F.col("l_partkey"))
        .join(few, F.col("k") == F.col("p_partkey"))
        .filter(F.col("l_quantity") < F.col("few"))
        .agg((F.sum("l_extendedprice") / F.lit(decimal.Decimal("7.0"))).alias("avg_yearly"))
    )


def q18(t: Any, F: Any, scale: float) -> Any:
    large = (
        t.lineitem.groupBy(F.col("l_orderkey").alias("k")).agg(F.sum("l_quantity").alias("q")).filter(F.col("q") > 300)
    )
    who = ["c_name", "c_custkey", "o_orderkey", "o_orderdate", "o_totalprice"]
    return (
        t.orders.join(large, F.col("o_orderkey") == F.col("k"), "left_semi")
        .join(t.customer, F.col("c_custkey") == F.col("o_custkey"))
        .join(t.lineitem, F.col("o_orderkey") == F.col("l_orderkey"))
        .groupBy(*who)
        .agg(F.sum("l_quantity"))
        .orderBy(F.desc("o_totalprice"), "o_orderdate")
        .limit(100)
    )


def q19(t: Any, F: Any, scale: float) -> Any:
    def kind(brand: str, containers: list[str], quantity: int, size: int) -> Any:
        return (
            (F.col("p_brand") == brand)
            & F.col("p_container").isin(*containers)
            & F.col("l_quantity").between(quantity, quantity + 10)
            & F.col("p_size").between(1, size)
        )

    lines = t.lineitem.filter(
        F.col("l_shipmode").isin("AIR", "AIR REG") & (F.col("l_shipinstruct") == "DELIVER IN PERSON")
    )
    return (
        lines.join(t.part, F.col("p_partkey") == F.col("l_partkey"))
        .filter(
            kind("Brand#12", ["SM CASE", "SM BOX", "SM PACK", "SM PKG"], 1, 5)
            | kind("Brand#23", ["MED BAG", "MED BOX", "MED PKG", "MED PACK"], 10, 10)
            | kind("Brand#34", ["LG CASE", "LG BOX", "LG PACK", "LG PKG"], 20, 15)
        )
        .agg(F.sum(revenue(F)).alias("revenue"))
    )


def q20(t: Any, F: Any, scale: float) -> Any:
    day = F.col("l_shipdate")
    forest = t.part.filter(F.col("p_name").like("forest%"))
    sold = (
        t.lineitem.filter((day >= DAY(1994, 1, 1)) & (day < DAY(1995, 1, 1)))
        .groupBy(F.col("l_partkey").alias("pk"), F.col("l_suppkey").alias("sk"))
        .agg((F.lit(decimal.Decimal("0.5")) * F.sum("l_quantity")).alias("half"))
    )
    excess = (
        t.partsupp.join(forest, F.col("ps_partkey") == F.col("p_partkey"), "left_semi")
        .join(sold, (F.col("pk") == F.col("ps_partkey")) & (F.col("sk") == F.col("ps_suppkey")))
        .filter(F.col("ps_availqty") > F.col("half"))
    )
    return (
        t.supplier.join(excess, F.col("s_suppkey") == F.col("ps_suppkey"), "left_semi")
        .join(t.nation.filter(F.col("n_name") == "CANADA"), F.col("s_nationkey") == F.col("n_nationkey"))
        .select("s_name", "s_address")
        .orderBy("s_name")
    )


def q21(t: Any, F: Any, scale: float) -> Any:
    late = t.lineitem.filter(F.col("l_receiptdate") > F.col("l_commitdate"))
    others = t.lineitem.select(F.col("l_orderkey").alias("k2"), F.col("l_suppkey").alias("s2"))
    blamed = late.select(F.col("l_orderkey").alias("k3"), F.col("l_suppkey").alias("s3"))
    return (
        t.supplier.join(late, F.col("s_suppkey") == F.col("l_suppkey"))
        .join(t.orders.filter(F.col("o_orderstatus") == "F"), F.col("o_orderkey") == F.col("l_orderkey"))
        .join(t.nation.filter(F.col("n_name") == "SAUDI ARABIA"), F.col("s_nationkey") == F.col("n_nationkey"))
        .join(others, (F.col("k2") == F.col("l_orderkey")) & (F.col("s2") != F.col("l_suppkey")), "left_semi")
        .join(blamed, (F.col("k3") == F.col("l_orderkey")) & (F.col("s3") != F.col("l_suppkey")), "left_anti")
        .groupBy("s_name")
        .agg(F.count("*").alias("numwait"))
        .orderBy(F.desc("numwait"), "s_name")
        .limit(100)
    )


def q22(t: Any, F: Any, scale: float) -> Any:
    customer = t.customer.select("c_custkey", "c_acctbal", F.substring("c_phone", 1, 2).alias("cntrycode")).filter(
        F.col("cntrycode").isin("13", "31", "23", "29", "30", "18", "17")
    )
    usual = customer.filter(F.col("c_acctbal") > 0).agg(F.avg("c_acctbal").alias("usual"))
    return (
        customer.crossJoin(usual)
        .filter(F.col("c_acctbal") > F.col("usual"))
        .join(t.orders, F.col("o_custkey") == F.col("c_custkey"), "left_anti")
        .groupBy("cntrycode")
        .agg(F.count("*").alias("numcust"), F.sum("c_acctbal").alias("totacctbal"))
        .orderBy("cntrycode")
    )


QUERIES = {f"q{number:02d}": globals()[f"q{number:02d}"] for number in range(1, 23)}
