#include <algorithm>

#include "storage/audit_chain.hpp"
#include "storage/memory_store.hpp"
#include "storage/refusals.hpp"

namespace medisc {

Result<Bytes> MemoryStore::keep_site_secret(const Bytes& sealed) {
  if (!site_secret_) site_secret_ = sealed;
  return *site_secret_;
}

Result<std::optional<Bytes>> MemoryStore::site_secret() {
  return site_secret_;
}

RequestRow* MemoryStore::find_row(const std::string& id) {
  auto found = std::ranges::find_if(
      requests_, [&](const RequestRow& request) { return request.start.id == id; });
  return found == requests_.end() ? nullptr : &*found;
}

RequestRow MemoryStore::counted(RequestRow request) const {
  request.results = std::ranges::count_if(
      results_, [&](const ResultRow& row) { return row.result.request == request.start.id; });
  return request;
}

Result<void> MemoryStore::start_request(const RequestStart& request, const AuditEntry& entry) {
  const bool taken = std::ranges::any_of(requests_, [&](const RequestRow& other) {
    return other.start.id == request.id ||
           (!request.tag.empty() && other.start.tag == request.tag);
  });
  if (taken) return tl::unexpected(request_exists(request.id));
  if (auto noted = append_audit({entry}); !noted) return noted;
  RequestRow row;
  row.start = request;
  row.arrived_at = now();
  requests_.push_back(std::move(row));
  return {};
}

Result<void> MemoryStore::resume_request(const std::string& id, const AuditEntry& entry) {
  RequestRow* request = find_row(id);
  if (!request ||
      (request->state != RequestState::kFailed && request->state != RequestState::kCancelled)) {
    return tl::unexpected(request_not_ended(id));
  }
  if (auto noted = append_audit({entry}); !noted) return noted;
  request->state = RequestState::kRunning;
  request->error.reset();
  request->ended_at.reset();
  return {};
}

Result<void> MemoryStore::end_request(const RequestEnd& end, const AuditEntry& entry) {
  return put_results("", {{}, {end}, {entry}});
}

Result<std::optional<RequestRow>> MemoryStore::find_request(const std::string& id) {
  const RequestRow* request = find_row(id);
  return request ? std::optional(counted(*request)) : std::nullopt;
}

Result<std::optional<RequestRow>> MemoryStore::find_request_by_tag(const Bytes& tag) {
  for (const RequestRow& request : requests_) {
    if (request.start.tag == tag) return counted(request);
  }
  return std::nullopt;
}

Result<std::vector<RequestRow>> MemoryStore::requests(std::size_t limit) {
  std::vector<RequestRow> rows;
  for (const RequestRow& request : requests_) rows.push_back(counted(request));
  std::ranges::reverse(rows);
  if (rows.size() > limit) rows.resize(limit);
  return rows;
}

Result<void> MemoryStore::put_results(const std::string& session,
                                      const SessionResults& results) {
  for (const RequestEnd& end : results.ended) {
    const RequestRow* request = find_row(end.id);
    if (!request || request->state != RequestState::kRunning) {
      return tl::unexpected(request_not_running(end.id));
    }
  }
  for (const SealedResult& result : results.results) {
    const bool there = std::ranges::any_of(results_, [&](const ResultRow& row) {
      return row.result.request == result.request && row.result.place == result.place;
    });
    if (there || !find_row(result.request)) {
      return tl::unexpected(result_exists(result.request, result.place));
    }
  }
  if (auto noted = append_audit(results.audit); !noted) return noted;
  for (const SealedResult& result : results.results) {
    const std::int64_t serial = ++results_so_far_;
    results_.push_back({serial, result, session, now(), find_row(result.request)->start});
  }
  for (const RequestEnd& end : results.ended) {
    RequestRow& request = *find_row(end.id);
    request.state = end.state;
    request.error = end.error;
    request.ended_at = now();
  }
  return {};
}

Result<std::vector<ResultRow>> MemoryStore::results(const ResultQuery& query) {
  std::vector<ResultRow> rows;
  for (auto row = results_.rbegin(); row != results_.rend(); ++row) {
    if (rows.size() == query.limit) break;
    const bool taken =
        row->serial < query.before && row->made_at >= query.since &&
        (query.request.empty() || row->result.request == query.request) &&
        (query.record_tag.empty() || row->result.record_tag == query.record_tag) &&
        (query.model.empty() || row->request.model == query.model) &&
        (query.asker.empty() || row->request.asker == query.asker);
    if (taken) rows.push_back(*row);
  }
  return rows;
}

Result<std::uint64_t> MemoryStore::drop_results(const std::string& before,
                                                const AuditEntry& entry) {
  const auto count = static_cast<std::uint64_t>(
      std::erase_if(results_, [&](const ResultRow& row) { return row.made_at < before; }));
  const auto requests = std::erase_if(requests_, [&](const RequestRow& request) {
    return request.state != RequestState::kRunning && *request.ended_at < before &&
           counted(request).results == 0;
  });
  if (count == 0 && requests == 0) return count;
  AuditEntry told = entry;
  told.detail = std::to_string(count) + " results made before " + before;
  if (auto noted = append_audit({told}); !noted) return tl::unexpected(noted.error());
  return count;
}

Result<void> MemoryStore::append_audit(const std::vector<AuditEntry>& entries) {
  if (entries.empty()) return {};
  const auto key = audit_key();
  if (!key) return tl::unexpected(key.error());
  for (const AuditEntry& entry : entries) {
    AuditRow row{static_cast<std::int64_t>(audit_.size()) + 1, now(), entry, {}};
    row.chain = next_chain(*key, audit_.empty() ? first_chain() : audit_.back().chain, row);
    audit_.push_back(std::move(row));
  }
  return {};
}

Result<void> MemoryStore::note(const AuditEntry& entry) {
  return append_audit({entry});
}

Result<void> MemoryStore::each_audit(const std::function<bool(AuditRow)>& visit) {
  for (const AuditRow& row : audit_) {
    if (!visit(row)) break;
  }
  return {};
}

Result<void> MemoryStore::interrupt_requests() {
  for (RequestRow& request : requests_) {
    if (request.state != RequestState::kRunning) continue;
    auto ended = end_request({request.start.id, RequestState::kFailed, kInterrupted},
                             {"failed", request.start.asker, request.start.id, kInterrupted});
    if (!ended) return ended;
  }
  return {};
}

}  // namespace medisc
