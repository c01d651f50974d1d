/// What a daemon tells of itself: its metrics, as Prometheus reads them, and whether all is
/// well.
#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "config/peer_names.hpp"
#include "messages/identifiers.hpp"
#include "metrics/metrics.hpp"

namespace medisc {

/// Whose.
struct MonitorSettings {
  Role role{};
  std::string version;
  std::filesystem::path database;
  NameOf peer_name = name_of(PeerNames());
};

/// Any thread.
class Monitor {
 public:
  explicit Monitor(const MonitorSettings& settings);
  Monitor(const Monitor&) = delete;
  Monitor& operator=(const Monitor&) = delete;
  ~Monitor();

  /// Where to report; it may outlive this.
  std::shared_ptr<Metrics> metrics() const;

  /// What was reported, and what the database says.
  std::string text();
  /// Why not all is well: "starting" before `ready`, "stopping", the database's trouble or the
  /// disk's (disk_check.hpp); empty: it is.
  std::string reason();
  /// Whether it goes on at all: a restart would mend nothing.
  bool is_live() const;

  /// The daemon serves.
  void ready();
  /// It does so no longer.
  void stopping();

 private:
  class State;
  std::unique_ptr<State> state_;
};

}  // namespace medisc
