/// The results so far of an evaluation that may be interrupted: a small SQLite file, mode 0600.
///
/// Each session's results are one durable transaction. The file belongs to one set of records
/// under one plan at one service; while it is open, nobody else can use it.
#pragma once

#include <filesystem>
#include <map>
#include <span>
#include <string>

#include "cli/evaluation_report.hpp"
#include "error/error.hpp"
#include "storage/sqlite.hpp"

namespace medisc {

/// What an evaluation works on; all hexadecimal.
struct EvaluationKey {
  std::string plan;     ///< its hash
  std::string records;  ///< hash of the file, and of how it is read
  std::string service;  ///< public key
  bool operator==(const EvaluationKey&) const = default;
};

/// BLAKE2b-256 of a file's bytes, or of all files in a folder, and a text, in hexadecimal.
/// Errors: kBadInput where it can't be read.
Result<std::string> hash_of_file(const std::filesystem::path& file,
                                 const std::string& text = {});

/// Where an evaluation's state is unless the user names a file: beside the hospital's database.
std::filesystem::path default_state_file(const std::filesystem::path& database,
                                         const EvaluationKey& key);

class EvaluationState {
 public:
  /// Makes the file, or goes on with what it holds. Errors: kStorage naming the file: not ours,
  /// open to others, in use; kUsage where it belongs to another evaluation, saying how it
  /// differs.
  static Result<EvaluationState> open(const std::filesystem::path& file,
                                      const EvaluationKey& key);

  /// By record, from 0.
  const std::map<std::size_t, RecordOutcome>& results() const { return results_; }

  /// Durable when it returns: all or none.
  Result<void> add(const std::map<std::size_t, RecordOutcome>& results);

  /// Closes and deletes the file.
  Result<void> remove() &&;

 private:
  EvaluationState(sqlite::Connection connection, std::filesystem::path file)
      : connection_(std::move(connection)), file_(std::move(file)) {}

  Result<void> set_up(const EvaluationKey& key);
  Result<void> load();

  sqlite::Connection connection_;
  std::filesystem::path file_;
  std::map<std::size_t, RecordOutcome> results_;
};

}  // namespace medisc
