#include "storage/sqlite.hpp"

#include <functional>
#include <map>
#include <utility>
#include <vector>

#include <sqlite3.h>

namespace medisc::sqlite {
namespace {

std::string hint_for(int code) {
  switch (code & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return "another process holds the database: try again when it is done";
    case SQLITE_FULL:
      return "free some disk space";
    case SQLITE_READONLY:
      return "give this user the right to write the file and its folder";
    case SQLITE_NOTADB:
      return "name another file, or move this one away for a new one";
    case SQLITE_CORRUPT:
      return "check the disk, move the file away, and start with a new one";
    case SQLITE_CANTOPEN:
    case SQLITE_IOERR:
      return "check the disk, and the rights on the file and its folder";
    default:
      return "";
  }
}

Error failure_of(sqlite3* connection, int code) {
  const char* file = connection ? sqlite3_db_filename(connection, "main") : nullptr;
  std::string context = "database";
  if (file && *file) context.append(" ").append(file);
  const char* message = connection ? sqlite3_errmsg(connection) : sqlite3_errstr(code);
  return Error{ErrorCode::kStorage, context + ": " + message, hint_for(code)};
}

}  // namespace

struct IdleStatements {
  /// Filters make texts of many kinds: those beyond are parsed each time.
  static constexpr std::size_t kMost = 256;

  std::map<std::string, std::vector<sqlite3_stmt*>, std::less<>> by_text;
  std::size_t count = 0;

  IdleStatements() = default;
  IdleStatements(const IdleStatements&) = delete;
  IdleStatements& operator=(const IdleStatements&) = delete;
  ~IdleStatements() {
    for (const auto& [text, statements] : by_text) {
      for (sqlite3_stmt* statement : statements) sqlite3_finalize(statement);
    }
  }

  /// Null where none is idle.
  sqlite3_stmt* take(std::string_view sql) {
    const auto found = by_text.find(sql);
    if (found == by_text.end() || found->second.empty()) return nullptr;
    sqlite3_stmt* statement = found->second.back();
    found->second.pop_back();
    --count;
    return statement;
  }

  /// Without what was bound to it: values may be secret. A PRAGMA may do its work while it is
  /// parsed, so it is parsed each time.
  void put(sqlite3_stmt* statement) {
    sqlite3_reset(statement);
    sqlite3_clear_bindings(statement);
    const std::string_view text = sqlite3_sql(statement);
    if (count == kMost || text.starts_with("PRAGMA")) {
      sqlite3_finalize(statement);
      return;
    }
    by_text[std::string(text)].push_back(statement);
    ++count;
  }
};

Statement::Statement(sqlite3* connection, const std::shared_ptr<IdleStatements>& idle,
                     std::string_view sql)
    : connection_(connection), statement_(idle->take(sql), PutBack{idle}) {
  if (statement_) return;
  sqlite3_stmt* statement = nullptr;
  const int code = sqlite3_prepare_v3(connection, sql.data(), static_cast<int>(sql.size()),
                                      SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
  statement_.reset(statement);
  keep_failure(code);
}

Result<bool> Statement::step() {
  if (failure_) return tl::unexpected(*failure_);
  const int code = sqlite3_step(statement_.get());
  if (code == SQLITE_ROW) return true;
  if (code == SQLITE_DONE) return false;
  auto failure = failure_of(connection_, code);
  // A statement left on an error would keep its transaction from ending.
  sqlite3_reset(statement_.get());
  return tl::unexpected(std::move(failure));
}

Result<void> Statement::run() {
  return each([] {});
}

std::int64_t Statement::integer(int column) const {
  return sqlite3_column_int64(statement_.get(), column);
}

std::string Statement::text(int column) const {
  const auto* text =
      reinterpret_cast<const char*>(sqlite3_column_text(statement_.get(), column));
  if (!text) return {};
  return {text, static_cast<std::size_t>(sqlite3_column_bytes(statement_.get(), column))};
}

Bytes Statement::blob(int column) const {
  const auto* bytes =
      static_cast<const std::uint8_t*>(sqlite3_column_blob(statement_.get(), column));
  if (!bytes) return {};
  return {bytes, bytes + sqlite3_column_bytes(statement_.get(), column)};
}

bool Statement::is_null(int column) const {
  return sqlite3_column_type(statement_.get(), column) == SQLITE_NULL;
}

std::optional<std::string> Statement::optional_text(int column) const {
  if (is_null(column)) return std::nullopt;
  return text(column);
}

std::optional<Bytes> Statement::optional_blob(int column) const {
  if (is_null(column)) return std::nullopt;
  return blob(column);
}

void Statement::PutBack::operator()(sqlite3_stmt* statement) const {
  idle->put(statement);
}

void Statement::reset() {
  if (!statement_) return;
  sqlite3_reset(statement_.get());
  sqlite3_clear_bindings(statement_.get());
}

void Statement::keep_failure(int code) {
  if (code != SQLITE_OK && !failure_) failure_ = failure_of(connection_, code);
}

void Statement::bind_one(int index, std::int64_t value) {
  if (statement_) keep_failure(sqlite3_bind_int64(statement_.get(), index, value));
}

void Statement::bind_one(int index, std::string_view value) {
  if (!statement_) return;
  // A null pointer would bind NULL, which is not the empty text.
  const char* text = value.empty() ? "" : value.data();
  keep_failure(sqlite3_bind_text64(statement_.get(), index, text, value.size(),
                                   SQLITE_TRANSIENT, SQLITE_UTF8));
}

void Statement::bind_one(int index, const Bytes& value) {
  if (!statement_) return;
  const void* bytes = value.empty() ? static_cast<const void*>("") : value.data();
  keep_failure(
      sqlite3_bind_blob64(statement_.get(), index, bytes, value.size(), SQLITE_TRANSIENT));
}

void Statement::bind_one(int index, const Borrowed& value) {
  if (!statement_) return;
  keep_failure(sqlite3_bind_blob64(statement_.get(), index, value.bytes.data(),
                                   value.bytes.size(), SQLITE_STATIC));
}

void Statement::bind_null(int index) {
  if (statement_) keep_failure(sqlite3_bind_null(statement_.get(), index));
}

Connection::Connection(sqlite3* connection)
    : connection_(connection), idle_(std::make_shared<IdleStatements>()) {}

Result<Connection> Connection::open(const std::filesystem::path& path, Access access) {
  // Nobody reads SQLite's statistics of its memory, which would cost a lock each allocation.
  static const int without_statistics = sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
  (void)without_statistics;
  const int mode = access == Access::kReadWrite ? SQLITE_OPEN_READWRITE : SQLITE_OPEN_READONLY;
  sqlite3* raw = nullptr;
  const int code = sqlite3_open_v2(path.c_str(), &raw, mode | SQLITE_OPEN_NOMUTEX, nullptr);
  Connection connection(raw);
  if (code != SQLITE_OK) {
    return fail(ErrorCode::kStorage, "database " + path.string() + ": " + sqlite3_errstr(code),
                hint_for(code));
  }
  return connection;
}

Result<void> Connection::execute(const std::string& sql) {
  const int code = sqlite3_exec(connection_.get(), sql.c_str(), nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) return tl::unexpected(failure_of(connection_.get(), code));
  return {};
}

Result<std::int64_t> Connection::integer(std::string_view sql) {
  auto statement = prepare(sql);
  auto row = statement.step();
  if (!row) return tl::unexpected(row.error());
  if (!*row) return fail(ErrorCode::kInternal, "no row from: " + std::string(sql));
  return statement.integer(0);
}

Result<std::string> Connection::text(std::string_view sql) {
  auto statement = prepare(sql);
  auto row = statement.step();
  if (!row) return tl::unexpected(row.error());
  if (!*row) return fail(ErrorCode::kInternal, "no row from: " + std::string(sql));
  return statement.text(0);
}

Result<void> Connection::overwrite(const char* table, const char* column, std::int64_t row,
                                   const Bytes& bytes) {
  sqlite3_blob* blob = nullptr;
  constexpr int kToWrite = 1;
  int code = sqlite3_blob_open(connection_.get(), "main", table, column, row, kToWrite, &blob);
  if (code == SQLITE_OK) {
    code = sqlite3_blob_write(blob, bytes.data(), static_cast<int>(bytes.size()), 0);
  }
  std::optional<Error> failure;
  if (code != SQLITE_OK) failure = failure_of(connection_.get(), code);
  sqlite3_blob_close(blob);
  if (failure) return tl::unexpected(*failure);
  return {};
}

void Connection::set_patience(int milliseconds) {
  sqlite3_busy_timeout(connection_.get(), milliseconds);
}

std::uint64_t Connection::changes() const {
  return static_cast<std::uint64_t>(sqlite3_changes64(connection_.get()));
}

std::int64_t Connection::last_row() const {
  return sqlite3_last_insert_rowid(connection_.get());
}

void Connection::Close::operator()(sqlite3* connection) const {
  sqlite3_close_v2(connection);
}

Result<Transaction> Transaction::begin(Connection& connection, Kind kind) {
  const bool light = kind == Kind::kLight;
  // Only between transactions can this be changed.
  if (light) (void)connection.execute("PRAGMA synchronous = NORMAL");
  Transaction transaction(connection, kind);
  auto begun = connection.execute(kind == Kind::kReading ? "BEGIN" : "BEGIN IMMEDIATE");
  if (begun) return transaction;
  transaction.end();
  return tl::unexpected(begun.error());
}

Transaction::~Transaction() {
  if (!connection_) return;
  (void)connection_->execute("ROLLBACK");
  end();
}

Result<void> Transaction::commit() {
  auto committed = connection_->execute("COMMIT");
  // Left as it is on failure: SQLite may keep the transaction open, and the destructor ends it.
  if (committed) end();
  return committed;
}

void Transaction::end() {
  if (kind_ == Kind::kLight) (void)connection_->execute("PRAGMA synchronous = FULL");
  connection_ = nullptr;
}

}  // namespace medisc::sqlite
