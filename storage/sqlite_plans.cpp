#include "storage/refusals.hpp"
#include "storage/sqlite_store.hpp"

namespace medisc {
namespace {

constexpr const char* kSelect =
    "SELECT hash, model, ring_bits, encoded, added_at, service FROM plans";

}  // namespace

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

Result<std::vector<PlanRow>> SqliteStore::select_plans(sqlite::Statement statement) {
  std::vector<PlanRow> plans;
  auto read = statement.each([&] {
    plans.push_back({statement.text(0), statement.text(1),
                     static_cast<std::uint32_t>(statement.integer(2)), statement.blob(3),
                     statement.text(4), statement.text(5)});
  });
  if (!read) return tl::unexpected(read.error());
  return plans;
}

Result<std::optional<PlanRow>> SqliteStore::find_plan(const std::string& hash) {
  auto found =
      select_plans(connection_.prepare(std::string(kSelect) + " WHERE hash = ?1", hash));
  if (!found) return tl::unexpected(found.error());
  if (found->empty()) return std::nullopt;
  return found->front();
}

Result<std::optional<PlanRow>> SqliteStore::find_plan_by_model(const std::string& model,
                                                               const std::string& service) {
  auto found = select_plans(connection_.prepare(
      std::string(kSelect) + " WHERE model = ?1 AND (?2 = '' OR service IN ('', ?2))"
                             " ORDER BY added_at DESC, rowid DESC LIMIT 1",
      model, service));
  if (!found) return tl::unexpected(found.error());
  if (found->empty()) return std::nullopt;
  return found->front();
}

Result<std::vector<PlanRow>> SqliteStore::plans() {
  return select_plans(
      connection_.prepare(std::string(kSelect) + " ORDER BY added_at DESC, rowid DESC"));
}

}  // namespace medisc
