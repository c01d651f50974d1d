/// The chain of an audit trail.
///
///   chain(0) = 32 zero bytes
///   chain(n) = BLAKE2b-256(key, chain(n - 1) || fields of entry n)
///
/// each field behind its length, 8 bytes. The key is the site's: who has the database alone can
/// neither make an entry nor hide a change. Entries cut off at the end leave a shorter trail
/// that is whole; so note the newest value elsewhere, and ask for it.
#pragma once

#include <optional>
#include <string>

#include "ring/seed.hpp"
#include "storage/result_rows.hpp"

namespace medisc {

/// chain(0).
Bytes first_chain();

/// chain(row.number), of all fields but `row.chain`.
Bytes next_chain(const Seed& key, const Bytes& before, const AuditRow& row);

/// Follows a trail, row by row, from the first on.
class AuditCheck {
 public:
  explicit AuditCheck(const Seed& key) : key_(key), last_(first_chain()) {}

  /// Whether the row follows those before it. From the first that does not on, none does.
  bool follows(const AuditRow& row);

  std::int64_t rows() const { return rows_; }  ///< that follow one another
  const Bytes& last() const { return last_; }  ///< their last chain value

 private:
  Seed key_;
  Bytes last_;
  std::int64_t rows_ = 0;
  bool broken_ = false;
};

}  // namespace medisc
