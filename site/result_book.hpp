/// The results that a hospital keeps, for whoever may read them: over its daemon's socket, or
/// from its database with its key.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "config/config_source.hpp"
#include "config/key_file.hpp"
#include "jobs/message.hpp"
#include "storage/result_rows.hpp"

namespace medisc {

class ResultBook {
 public:
  /// From the database, which must be there. Errors: those of the configuration, the key file
  /// and the store; kStorage where the results are another key's.
  static Result<std::unique_ptr<ResultBook>> open(const ConfigSource& config,
                                                  const AskPassphrase& ask = nullptr);
  /// Over the daemon's socket. Errors: kPeerUnavailable.
  static Result<std::unique_ptr<ResultBook>> over(const std::string& socket);
  virtual ~ResultBook() = default;

  /// Newest first.
  virtual Result<StoredResults> results(const ResultsQuestion& question) = 0;
  virtual Result<Plan> plan(const PlanHash& hash) = 0;
};

/// What checking an audit trail finds.
struct AuditFinding {
  std::int64_t rows = 0;               ///< that follow one another, from the first on
  std::optional<std::int64_t> broken;  ///< the first that does not follow
  std::string head;                    ///< the last good chain value, in hexadecimal
};

/// Shows each row of a hospital's audit trail to `visit`, if one is given, and checks all.
/// Errors: as ResultBook::open.
Result<AuditFinding> read_audit(const ConfigSource& config, const AskPassphrase& ask,
                                const std::function<void(const AuditRow&)>& visit);

}  // namespace medisc
