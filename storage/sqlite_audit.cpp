#include "storage/audit_chain.hpp"
#include "storage/sqlite_store.hpp"

namespace medisc {

Result<void> SqliteStore::append_audit(const std::vector<AuditEntry>& entries) {
  if (entries.empty()) return {};
  const auto key = audit_key();
  if (!key) return tl::unexpected(key.error());
  AuditRow row;
  Bytes chain = first_chain();
  {
    auto last =
        connection_.prepare("SELECT number, chain FROM audit ORDER BY number DESC LIMIT 1");
    auto found = last.step();
    if (!found) return tl::unexpected(found.error());
    if (*found) {
      row.number = last.integer(0);
      chain = last.blob(1);
    }
  }
  row.at = now();
  auto insert = connection_.prepare(
      "INSERT INTO audit(number, at, event, asker, request, detail, chain)"
      " VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7)");
  for (const AuditEntry& entry : entries) {
    ++row.number;
    row.entry = entry;
    chain = next_chain(*key, chain, row);
    auto put = insert
                   .bind(row.number, row.at, entry.event, entry.asker, entry.request,
                         entry.detail, chain)
                   .run();
    if (!put) return put;
  }
  return {};
}

Result<void> SqliteStore::note(const AuditEntry& entry) {
  return sqlite::in_transaction(
      connection_, [&]() -> Result<void> { return append_audit({entry}); },
      sqlite::Kind::kLight);
}

Result<void> SqliteStore::each_audit(const std::function<bool(AuditRow)>& visit) {
  auto select = connection_.prepare(
      "SELECT number, at, event, asker, request, detail, chain FROM audit ORDER BY number");
  while (true) {
    auto row = select.step();
    if (!row) return tl::unexpected(row.error());
    if (!*row) return {};
    AuditRow entry{select.integer(0),
                   select.text(1),
                   {select.text(2), select.text(3), select.text(4), select.text(5)},
                   select.blob(6)};
    if (!visit(std::move(entry))) return {};
  }
}

}  // namespace medisc
