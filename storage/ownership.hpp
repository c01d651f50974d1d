/// Whether the process that left something in a database still runs.
///
/// A file beside the database, "<database>-owners", empty, mode 0600. Who owns something holds
/// a lock on one byte of it; the byte's position, drawn at random, is the owner's number. The
/// system lets go of the lock when the process ends, in whatever way, and a number never comes
/// again.
#pragma once

#include <cstdint>
#include <filesystem>

#include "error/error.hpp"

namespace medisc {

class Ownership {
 public:
  /// `database` is not opened, and its lock file only when it is needed.
  explicit Ownership(const std::filesystem::path& database);
  Ownership(const Ownership&) = delete;
  Ownership& operator=(const Ownership&) = delete;
  ~Ownership();

  /// Our number: drawn and locked at the first call. Errors: kStorage naming the lock file.
  Result<std::int64_t> number();
  /// 0 as long as we have none.
  std::int64_t number_so_far() const { return number_; }

  /// Does another owner of this number run? Our own number does not count. Errors: as number.
  Result<bool> runs(std::int64_t owner);

 private:
  Result<int> file();

  std::filesystem::path path_;
  int file_ = -1;
  std::int64_t number_ = 0;
};

}  // namespace medisc
