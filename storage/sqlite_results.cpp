#include "storage/refusals.hpp"
#include "storage/sqlite_store.hpp"

namespace medisc {
namespace {

/// Columns that request_in reads.
constexpr std::string_view kRequest =
    "requests.id, tag, asker, door, model, service, plan_hash, records";

RequestStart request_in(const sqlite::Statement& row, int column) {
  return {row.text(column),     row.optional_blob(column + 1).value_or(Bytes{}),
          row.text(column + 2), row.text(column + 3),
          row.text(column + 4), row.text(column + 5),
          row.text(column + 6), row.integer(column + 7)};
}

std::string select_requests(std::string_view behind) {
  return std::string("SELECT ")
      .append(kRequest)
      .append(
          ", state, error, arrived_at, ended_at,"
          " (SELECT count(*) FROM results WHERE request = requests.id) FROM requests ")
      .append(behind);
}

RequestRow request_row_in(const sqlite::Statement& row) {
  return {request_in(row, 0),    request_state(row.text(8)).value_or(RequestState::kFailed),
          row.optional_text(9),  row.text(10),
          row.optional_text(11), row.integer(12)};
}

std::optional<Bytes> tag_of(const RequestStart& request) {
  return request.tag.empty() ? std::nullopt : std::optional(request.tag);
}

}  // namespace

Result<Bytes> SqliteStore::keep_site_secret(const Bytes& sealed) {
  return sqlite::in_transaction(connection_, [&]() -> Result<Bytes> {
    auto there = site_secret();
    if (!there) return tl::unexpected(there.error());
    if (*there) return **there;
    auto put =
        connection_.prepare("INSERT INTO site_secret(one, sealed) VALUES(1, ?1)", sealed).run();
    if (!put) return tl::unexpected(put.error());
    return sealed;
  });
}

Result<std::optional<Bytes>> SqliteStore::site_secret() {
  auto find = connection_.prepare("SELECT sealed FROM site_secret");
  auto row = find.step();
  if (!row) return tl::unexpected(row.error());
  return *row ? std::optional(find.blob(0)) : std::nullopt;
}

// On the disk no later than the first result: what is lost before that has cost nothing.
Result<void> SqliteStore::start_request(const RequestStart& request, const AuditEntry& entry) {
  const auto owner = ownership_.number();
  if (!owner) return tl::unexpected(owner.error());
  return sqlite::in_transaction(
      connection_,
      [&]() -> Result<void> {
        auto find = connection_.prepare("SELECT 1 FROM requests WHERE id = ?1 OR tag = ?2",
                                        request.id, tag_of(request));
        auto row = find.step();
        if (!row) return tl::unexpected(row.error());
        if (*row) return tl::unexpected(request_exists(request.id));
        auto put =
            connection_
                .prepare(
                    "INSERT INTO requests(id, tag, asker, door, model, service,"
                    " plan_hash, records, state, arrived_at, owner)"
                    " VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, 'running', ?9, ?10)",
                    request.id, tag_of(request), request.asker, request.door, request.model,
                    request.service, request.plan_hash, request.records, now(), *owner)
                .run();
        return put ? append_audit({entry}) : put;
      },
      sqlite::Kind::kLight);
}

Result<void> SqliteStore::resume_request(const std::string& id, const AuditEntry& entry) {
  const auto owner = ownership_.number();
  if (!owner) return tl::unexpected(owner.error());
  return sqlite::in_transaction(
      connection_,
      [&]() -> Result<void> {
        auto updated = connection_
                           .prepare(
                               "UPDATE requests SET state = 'running', error = NULL,"
                               " ended_at = NULL, owner = ?2"
                               " WHERE id = ?1 AND state IN ('failed', 'cancelled')",
                               id, *owner)
                           .run();
        if (!updated) return updated;
        if (connection_.changes() != 1) return tl::unexpected(request_not_ended(id));
        return append_audit({entry});
      },
      sqlite::Kind::kLight);
}

Result<void> SqliteStore::end_request(const RequestEnd& end, const AuditEntry& entry) {
  return sqlite::in_transaction(
      connection_,
      [&]() -> Result<void> {
        auto ended = end_one(end);
        return ended ? append_audit({entry}) : ended;
      },
      sqlite::Kind::kLight);
}

Result<void> SqliteStore::end_one(const RequestEnd& end) {
  auto updated = connection_
                     .prepare(
                         "UPDATE requests SET state = ?2, error = ?3, ended_at = ?4"
                         " WHERE id = ?1 AND state = 'running'",
                         end.id, state_name(end.state), end.error, now())
                     .run();
  if (!updated) return updated;
  if (connection_.changes() != 1) return tl::unexpected(request_not_running(end.id));
  return {};
}

Result<std::optional<RequestRow>> SqliteStore::find_request(const std::string& id) {
  auto find = connection_.prepare(select_requests("WHERE id = ?1"), id);
  auto row = find.step();
  if (!row) return tl::unexpected(row.error());
  return *row ? std::optional(request_row_in(find)) : std::nullopt;
}

Result<std::optional<RequestRow>> SqliteStore::find_request_by_tag(const Bytes& tag) {
  auto find = connection_.prepare(select_requests("WHERE tag = ?1"), tag);
  auto row = find.step();
  if (!row) return tl::unexpected(row.error());
  return *row ? std::optional(request_row_in(find)) : std::nullopt;
}

Result<std::vector<RequestRow>> SqliteStore::requests(std::size_t limit) {
  auto select =
      connection_.prepare(select_requests("ORDER BY requests.rowid DESC LIMIT ?1"), limit);
  std::vector<RequestRow> rows;
  auto read = select.each([&] { rows.push_back(request_row_in(select)); });
  if (!read) return tl::unexpected(read.error());
  return rows;
}

Result<void> SqliteStore::put_results(const std::string& session,
                                      const SessionResults& results) {
  const std::string time = now();
  auto find = connection_.prepare(
      "SELECT 1 FROM results WHERE request = ?1 AND place = ?2 UNION ALL"
      " SELECT 1 WHERE NOT EXISTS (SELECT 1 FROM requests WHERE id = ?1)");
  auto insert = connection_.prepare(
      "INSERT INTO results(request, place, session, made_at, record_tag, sealed)"
      " VALUES(?1, ?2, ?3, ?4, ?5, ?6)");
  for (const SealedResult& result : results.results) {
    auto row = find.bind(result.request, result.place).step();
    if (!row) return tl::unexpected(row.error());
    if (*row) return tl::unexpected(result_exists(result.request, result.place));
    auto put =
        insert
            .bind(result.request, result.place, session, time, result.record_tag, result.sealed)
            .run();
    if (!put) return put;
  }
  for (const RequestEnd& end : results.ended) {
    if (auto ended = end_one(end); !ended) return ended;
  }
  return append_audit(results.audit);
}

Result<std::vector<ResultRow>> SqliteStore::results(const ResultQuery& query) {
  // What is asked for by request or record is found by an index.
  const auto where = [](bool asked, const char* equal, const char* any) {
    return asked ? equal : any;
  };
  auto select = connection_.prepare(
      std::string("SELECT serial, request, place, record_tag, sealed, session, made_at, ")
          .append(kRequest)
          .append(" FROM results JOIN requests ON requests.id = request WHERE serial < ?1")
          .append(where(!query.request.empty(), " AND request = ?2", " AND ?2 = ''"))
          .append(
              where(!query.record_tag.empty(), " AND record_tag = ?3", " AND length(?3) = 0"))
          .append(" AND (?4 = '' OR model = ?4) AND (?5 = '' OR asker = ?5)"
                  " ORDER BY serial DESC"),
      query.before, query.request, query.record_tag, query.model, query.asker);
  std::vector<ResultRow> rows;
  while (rows.size() < query.limit) {
    auto row = select.step();
    if (!row) return tl::unexpected(row.error());
    if (!*row || select.text(6) < query.since) break;  // all that follow are older
    rows.push_back({select.integer(0),
                    {select.text(1), select.integer(2), select.blob(3), select.blob(4)},
                    select.text(5),
                    select.text(6),
                    request_in(select, 7)});
  }
  return rows;
}

Result<std::uint64_t> SqliteStore::drop_results(const std::string& before,
                                                const AuditEntry& entry) {
  return sqlite::in_transaction(connection_, [&]() -> Result<std::uint64_t> {
    auto dropped =
        connection_
            .prepare(
                "DELETE FROM results WHERE serial < coalesce((SELECT serial FROM results"
                " WHERE made_at >= ?1 ORDER BY serial LIMIT 1), 9223372036854775807)",
                before)
            .run();
    if (!dropped) return tl::unexpected(dropped.error());
    const std::uint64_t count = connection_.changes();
    dropped = connection_
                  .prepare(
                      "DELETE FROM requests WHERE state <> 'running' AND ended_at < ?1"
                      " AND id NOT IN (SELECT request FROM results)",
                      before)
                  .run();
    if (!dropped) return tl::unexpected(dropped.error());
    if (count == 0 && connection_.changes() == 0) return count;
    AuditEntry told = entry;
    told.detail = std::to_string(count) + " results made before " + before;
    if (auto noted = append_audit({told}); !noted) return tl::unexpected(noted.error());
    return count;
  });
}

Result<void> SqliteStore::interrupt_requests() {
  auto running =
      connection_.prepare("SELECT id, owner, asker FROM requests WHERE state = 'running'");
  std::vector<std::pair<std::string, std::string>> left;
  Result<void> looked;
  auto read = running.each([&] {
    const auto runs = ownership_.runs(running.integer(1));
    if (!runs)
      looked = tl::unexpected(runs.error());
    else if (!*runs)
      left.emplace_back(running.text(0), running.text(2));
  });
  if (!read) return read;
  if (!looked) return looked;
  for (const auto& [id, asker] : left) {
    auto ended = end_one({id, RequestState::kFailed, kInterrupted});
    if (ended) ended = append_audit({{"failed", asker, id, kInterrupted}});
    if (!ended) return ended;
  }
  return {};
}

}  // namespace medisc
