#include "storage/refusals.hpp"
#include "storage/sqlite_store.hpp"

namespace medisc {

Result<void> SqliteStore::put_plan(const PlanRow& plan) {
  return sqlite::in_transaction(connection_, [&]() -> Result<void> {
    auto find = connection_.prepare(
        "SELECT encoded, ring_bits, service FROM plans WHERE hash = ?1", plan.hash);
    auto row = find.step();
    if (!row) return tl::unexpected(row.error());
    if (*row && (find.blob(0) != plan.encoded || find.integer(1) != plan.ring_bits)) {
      return tl::unexpected(other_plan_bytes(plan.hash));
    }
    if (*row && is_another_service(find.text(2), plan.service)) {
      return tl::unexpected(other_plan_service(plan.hash));
    }
    return connection_
        .prepare(
            "INSERT INTO plans(hash, model, ring_bits, encoded, added_at, service)"
            " VALUES(?1, ?2, ?3, ?4, ?5, ?6)"
            " ON CONFLICT(hash) DO UPDATE SET model = ?2, added_at = ?5,"
            "  service = iif(?6 = '', service, ?6)",
            plan.hash, plan.model, plan.ring_bits, plan.encoded, now(), plan.service)
        .run();
  });
}

Result<std::optional<std::string>> SqliteStore::newest_plan(const std::string& model,
                                                            const std::string& service) {
  auto find = connection_.prepare(
      "SELECT hash FROM plans WHERE model = ?1 AND (?2 = '' OR service IN ('', ?2))"
      " ORDER BY added_at DESC, rowid DESC LIMIT 1",
      model, service);
  auto row = find.step();
  if (!row) return tl::unexpected(row.error());
  return *row ? std::optional(find.text(0)) : std::nullopt;
}

Result<std::vector<PlanRow>> SqliteStore::plans(const PlanQuery& query) {
  std::string sql =
      "SELECT hash, model, ring_bits, encoded, added_at, service FROM plans"
      " WHERE (?3 = '' OR service IN ('', ?3))";
  if (query.hash) sql += " AND hash = ?1";
  if (query.model) sql += " AND model = ?2";
  sql += " ORDER BY added_at DESC, rowid DESC LIMIT ?4";
  auto select = connection_.prepare(sql, query.hash, query.model, query.service, query.limit);
  std::vector<PlanRow> plans;
  auto read = select.each([&] {
    plans.push_back({select.text(0), select.text(1),
                     static_cast<std::uint32_t>(select.integer(2)), select.blob(3),
                     select.text(4), select.text(5)});
  });
  if (!read) return tl::unexpected(read.error());
  return plans;
}

}  // namespace medisc
