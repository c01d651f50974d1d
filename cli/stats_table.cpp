#include "cli/stats.hpp"

namespace medisc {

void StatsTable::add_peer_column(const std::string& key, const std::string& title) {
  table_.columns.push_back({key, title});
  if (shows_names()) table_.columns.push_back({key + "_name", title + " name"});
}

StatsTable& StatsTable::add_row() {
  table_.rows.emplace_back();
  return *this;
}

StatsTable& StatsTable::operator<<(Cell cell) {
  table_.rows.back().push_back(std::move(cell));
  return *this;
}

StatsTable& StatsTable::add_hash(const std::string& hex) {
  constexpr std::size_t kEnough = 12;
  return *this << (query_.format == Format::kTable ? hex.substr(0, kEnough) : hex);
}

StatsTable& StatsTable::add_peer(const std::string& key) {
  add_hash(key);
  if (shows_names()) *this << (query_.owner ? cell_of(query_.owner->names.find(key)) : Cell{});
  return *this;
}

double in_ms(std::int64_t microseconds) {
  return static_cast<double>(microseconds) / 1000;
}

Cell in_ms(std::optional<std::int64_t> microseconds) {
  return microseconds ? Cell{in_ms(*microseconds)} : Cell{};
}

Cell cell_of(const std::optional<std::string>& text) {
  return text ? Cell{*text} : Cell{};
}

}  // namespace medisc
