/// Requests, results and the audit trail of a hospital's database.
///
/// The trail is append-only: every row's chain value depends on all rows before it
/// (audit_chain.hpp), so that one that is changed, taken out or put in is found.
#pragma once

#include <functional>

#include "error/error.hpp"
#include "ring/seed.hpp"
#include "storage/result_rows.hpp"

namespace medisc {

/// The error of what a process that is gone has left running.
inline constexpr const char* kInterrupted = "interrupted";

class Results {
 public:
  Results() = default;
  Results(const Results&) = delete;
  Results& operator=(const Results&) = delete;
  virtual ~Results() = default;

  /// The secrets that the rest is sealed and chained under, sealed themselves. Written once:
  /// where some are there already, those stay, and are returned.
  virtual Result<Bytes> keep_site_secret(const Bytes& sealed) = 0;
  virtual Result<std::optional<Bytes>> site_secret() = 0;

  /// What the audit trail is chained under from here on. Without it entries are refused.
  void use_audit_key(const Seed& key) { audit_key_ = key; }

  // Requests

  /// Errors: kStorage where the id or the tag is taken; nothing is changed then.
  virtual Result<void> start_request(const RequestStart& request, const AuditEntry& entry) = 0;
  /// One that has ended without all of its results runs again. Errors: kStorage where no such
  /// request has ended.
  virtual Result<void> resume_request(const std::string& id, const AuditEntry& entry) = 0;
  /// Errors: kStorage where no request of this id runs.
  virtual Result<void> end_request(const RequestEnd& end, const AuditEntry& entry) = 0;
  virtual Result<std::optional<RequestRow>> find_request(const std::string& id) = 0;
  virtual Result<std::optional<RequestRow>> find_request_by_tag(const Bytes& tag) = 0;
  /// The newest `limit`, newest first.
  virtual Result<std::vector<RequestRow>> requests(std::size_t limit) = 0;

  // Results

  /// Newest first.
  virtual Result<std::vector<ResultRow>> results(const ResultQuery& query) = 0;
  /// Forgets results made before this time, with requests that have none left and ended before
  /// it; returns how many results went. The audit trail stays.
  virtual Result<std::uint64_t> drop_results(const std::string& before,
                                             const AuditEntry& entry) = 0;

  // Audit

  virtual Result<void> note(const AuditEntry& entry) = 0;
  /// From the first on, until `visit` returns false. `visit` must not ask the store.
  virtual Result<void> each_audit(const std::function<bool(AuditRow)>& visit) = 0;

 protected:
  /// Errors: kInternal where none is set.
  Result<Seed> audit_key() const;

 private:
  std::optional<Seed> audit_key_;
};

}  // namespace medisc
