#include "storage/refusals.hpp"
#include "storage/sqlite_store.hpp"

namespace medisc {

Result<void> SqliteStore::put_plan(const PlanRow& plan) {
  return sqlite::in_transaction(connection_, [&]() -> Result<void> {
    auto find =
        connection_.prepare("SELECT encoded, ring_bits FROM plans WHERE hash = ?1", plan.hash);
    auto row = find.step();
    if (!row) return tl::unexpected(row.error());
    if (*row && (find.blob(0) != plan.encoded || find.integer(1) != plan.ring_bits)) {
      return tl::unexpected(other_plan_bytes(plan.hash));
    }
    return connection_
        .prepare(
            "INSERT INTO plans(hash, model, ring_bits, encoded, added_at)"
            " VALUES(?1, ?2, ?3, ?4, ?5)"
            " ON CONFLICT(hash) DO UPDATE SET model = ?2, added_at = ?5",
            plan.hash, plan.model, plan.ring_bits, plan.encoded, now())
        .run();
  });
}

Result<std::vector<PlanRow>> SqliteStore::select_plans(sqlite::Statement statement) {
  std::vector<PlanRow> plans;
  auto read = statement.each([&] {
    plans.push_back({statement.text(0), statement.text(1),
                     static_cast<std::uint32_t>(statement.integer(2)), statement.blob(3),
                     statement.text(4)});
  });
  if (!read) return tl::unexpected(read.error());
  return plans;
}

Result<std::optional<PlanRow>> SqliteStore::find_plan(const std::string& hash) {
  auto found = select_plans(connection_.prepare(
      "SELECT hash, model, ring_bits, encoded, added_at FROM plans WHERE hash = ?1", hash));
  if (!found) return tl::unexpected(found.error());
  if (found->empty()) return std::nullopt;
  return found->front();
}

Result<std::optional<PlanRow>> SqliteStore::find_plan_by_model(const std::string& model) {
  auto found = select_plans(connection_.prepare(
      "SELECT hash, model, ring_bits, encoded, added_at FROM plans WHERE model = ?1"
      " ORDER BY added_at DESC, rowid DESC LIMIT 1",
      model));
  if (!found) return tl::unexpected(found.error());
  if (found->empty()) return std::nullopt;
  return found->front();
}

Result<std::vector<PlanRow>> SqliteStore::plans() {
  return select_plans(
      connection_.prepare("SELECT hash, model, ring_bits, encoded, added_at FROM plans"
                          " ORDER BY added_at DESC, rowid DESC"));
}

}  // namespace medisc
