/// SQLite as C++ values: a connection, a statement, a transaction.
///
/// Every failure is kStorage with the file's path and SQLite's message; bound values are never
/// part of it.
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include "error/error.hpp"
#include "ring/word.hpp"

struct sqlite3;
struct sqlite3_stmt;

namespace medisc::sqlite {

/// Statements of a connection that nobody uses at the moment: to be used again, not parsed
/// again.
struct IdleStatements;

/// A blob that stays where it is until the statement has run: bound without a copy.
struct Borrowed {
  const Bytes& bytes;
};

/// A statement and the values bound to it. The first failure of preparing or binding is kept
/// and comes out of `step`.
class Statement {
 public:
  Statement(sqlite3* connection, const std::shared_ptr<IdleStatements>& idle,
            std::string_view sql);

  /// Starts over with ?1, ?2, ... bound to these: integers, enums, texts, Bytes, optionals.
  template <class... Values>
  Statement& bind(const Values&... values) {
    reset();
    int index = 0;
    (bind_one(++index, values), ...);
    return *this;
  }

  /// True where a row is there to read.
  Result<bool> step();
  /// Runs to the end, passing over any rows.
  Result<void> run();
  /// Ends the reading of rows before the last.
  void leave() { reset(); }
  /// Calls visit() for each row.
  template <class Visit>
  Result<void> each(Visit visit) {
    while (true) {
      auto row = step();
      if (!row) return tl::unexpected(row.error());
      if (!*row) return {};
      visit();
    }
  }

  // Columns of the current row, from 0.
  std::int64_t integer(int column) const;
  std::string text(int column) const;
  Bytes blob(int column) const;
  bool is_null(int column) const;
  std::optional<std::string> optional_text(int column) const;
  std::optional<Bytes> optional_blob(int column) const;

 private:
  struct PutBack {
    std::shared_ptr<IdleStatements> idle;
    void operator()(sqlite3_stmt* statement) const;
  };

  void reset();
  void keep_failure(int code);
  void bind_one(int index, std::int64_t value);
  void bind_one(int index, std::string_view value);
  void bind_one(int index, const Bytes& value);
  void bind_one(int index, const Borrowed& value);
  void bind_null(int index);

  // Counts beyond SQLite's largest integer, as a limit without end, are bound as that.
  template <std::integral Integer>
  requires(!std::same_as<Integer, std::int64_t>) void bind_one(int index, Integer value) {
    constexpr auto kMost = std::numeric_limits<std::int64_t>::max();
    bind_one(index, std::cmp_less(value, kMost) ? static_cast<std::int64_t>(value) : kMost);
  }
  template <class Enum>
  requires std::is_enum_v<Enum>
  void bind_one(int index, Enum value) { bind_one(index, static_cast<std::int64_t>(value)); }
  void bind_one(int index, const char* value) { bind_one(index, std::string_view(value)); }
  void bind_one(int index, const std::string& value) {
    bind_one(index, std::string_view(value));
  }
  template <class Value>
  void bind_one(int index, const std::optional<Value>& value) {
    value ? bind_one(index, *value) : bind_null(index);
  }

  sqlite3* connection_;
  std::unique_ptr<sqlite3_stmt, PutBack> statement_;
  std::optional<Error> failure_;
};

enum class Access { kReadWrite, kReadOnly };

/// An open database file that exists. Closed when it goes.
class Connection {
 public:
  static Result<Connection> open(const std::filesystem::path& path, Access access);

  /// Runs any number of statements that take no values.
  Result<void> execute(const std::string& sql);
  /// Prepares one statement, or takes one of the same text that is idle, and binds the values.
  template <class... Values>
  Statement prepare(std::string_view sql, const Values&... values) {
    Statement statement(connection_.get(), idle_, sql);
    statement.bind(values...);
    return statement;
  }
  /// The first column of the first row, as an integer or as text. kInternal without a row.
  Result<std::int64_t> integer(std::string_view sql);
  Result<std::string> text(std::string_view sql);

  /// Writes over a blob where it lies in the file. `bytes`: as many as it has.
  Result<void> overwrite(const char* table, const char* column, std::int64_t row,
                         const Bytes& bytes);

  /// How long to wait for a lock that another connection holds.
  void set_patience(int milliseconds);
  /// The rowid that the last INSERT gave.
  std::int64_t last_row() const;
  /// Rows that the last statement inserted, changed or deleted.
  std::uint64_t changes() const;

 private:
  struct Close {
    void operator()(sqlite3* connection) const;
  };

  explicit Connection(sqlite3* connection);

  std::unique_ptr<sqlite3, Close> connection_;
  std::shared_ptr<IdleStatements> idle_;
};

enum class Kind {
  kDurable,  ///< writes; on the disk when it is committed
  kLight,    ///< writes; on the disk some time later, no later than the next durable one
  kReading,  ///< one snapshot, whatever others write meanwhile
};

/// Rolled back where it goes without `commit`.
class Transaction {
 public:
  static Result<Transaction> begin(Connection& connection, Kind kind = Kind::kDurable);
  Transaction(Transaction&& other) noexcept
      : connection_(std::exchange(other.connection_, {})), kind_(other.kind_) {}
  Transaction& operator=(Transaction&&) = delete;
  ~Transaction();

  Result<void> commit();

 private:
  Transaction(Connection& connection, Kind kind) : connection_(&connection), kind_(kind) {}
  void end();

  Connection* connection_;
  Kind kind_;
};

/// Runs body() -> Result<...> in a transaction: committed where it succeeds, else undone.
template <class Body>
auto in_transaction(Connection& connection, Body body, Kind kind = Kind::kDurable)
    -> std::invoke_result_t<Body> {
  auto transaction = Transaction::begin(connection, kind);
  if (!transaction) return tl::unexpected(transaction.error());
  auto outcome = body();
  if (!outcome) return outcome;
  if (auto committed = transaction->commit(); !committed) {
    return tl::unexpected(committed.error());
  }
  return outcome;
}

}  // namespace medisc::sqlite
