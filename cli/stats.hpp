/// The tables of `medisc stats`, one file each.
#pragma once

#include <optional>

#include "cli/output.hpp"
#include "site/database_owner.hpp"
#include "storage/clock.hpp"
#include "storage/history.hpp"

namespace medisc {

/// What was asked, at one moment.
struct StatsQuery {
  Format format = Format::kTable;
  Filter filter;
  std::optional<std::size_t> limit;
  std::optional<DatabaseOwner> owner;  ///< where a configuration was given
  TimePoint now;
};

/// What is answered.
struct StatsReport {
  std::vector<Fact> facts;
  std::vector<Table> tables;
};

Result<StatsReport> pools_report(History& history, const StatsQuery& query);
Result<StatsReport> sessions_report(History& history, const StatsQuery& query);
Result<StatsReport> latency_report(History& history, const StatsQuery& query);
Result<StatsReport> layers_report(History& history, const StatsQuery& query);
Result<StatsReport> peers_report(History& history, const StatsQuery& query);

/// A table whose columns for people may differ from those for programs.
class StatsTable {
 public:
  StatsTable(std::string name, const StatsQuery& query) : query_(query) {
    table_.name = std::move(name);
  }

  void add_column(Column column) { table_.columns.push_back(std::move(column)); }
  /// A key, and behind it the name that the configuration gives it. People see names only where
  /// there is a configuration.
  void add_peer_column(const std::string& key, const std::string& title);

  /// Starts a row; cells follow in the columns' order.
  StatsTable& add_row();
  StatsTable& operator<<(Cell cell);
  /// A hash: people see enough of it to tell it from others.
  StatsTable& add_hash(const std::string& hex);
  /// What add_peer_column asks for.
  StatsTable& add_peer(const std::string& key);

  std::size_t rows() const { return table_.rows.size(); }
  Table take() { return std::move(table_); }

 private:
  bool shows_names() const { return query_.format != Format::kTable || query_.owner; }

  const StatsQuery& query_;
  Table table_;
};

/// Microseconds as milliseconds.
double in_ms(std::int64_t microseconds);
Cell in_ms(std::optional<std::int64_t> microseconds);
/// A text, or nothing.
Cell cell_of(const std::optional<std::string>& text);

}  // namespace medisc
