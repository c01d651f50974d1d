#include "metrics/monitor.hpp"

#include <atomic>
#include <chrono>

#include "http/json_text.hpp"
#include "metrics/database_metrics.hpp"
#include "metrics/registry.hpp"

namespace medisc {
namespace {

enum class Phase { kStarting, kServing, kStopping };

double seconds_since_1970() {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return std::chrono::duration<double>(now).count();
}

}  // namespace

class Monitor::State {
 public:
  explicit State(const MonitorSettings& settings)
      : role(role_name(settings.role)),
        version(settings.version),
        database(settings.database, settings.role, settings.peer_name) {
    registry->set(metric::kBuildInfo, {{"version", version}, {"role", role}}, 1);
    registry->set(metric::kStartTime, {}, seconds_since_1970());
    registry->set(metric::kConversationsOpen, {}, 0);
    registry->add(metric::kConversations, {}, 0);
  }

  std::string role;
  std::string version;
  std::shared_ptr<Registry> registry = std::make_shared<Registry>();
  DatabaseMetrics database;
  std::atomic<Phase> phase = Phase::kStarting;
};

Monitor::Monitor(const MonitorSettings& settings) : state_(std::make_unique<State>(settings)) {}
Monitor::~Monitor() = default;

std::shared_ptr<Metrics> Monitor::metrics() const {
  return state_->registry;
}

std::string Monitor::text() {
  // What was counted is worth having while the database can't be read; `reason` says why.
  const auto samples = state_->database.samples();
  return state_->registry->text(samples ? *samples : std::vector<Sample>{});
}

std::string Monitor::reason() {
  switch (state_->phase) {
    case Phase::kStarting:
      return "starting";
    case Phase::kStopping:
      return "stopping";
    case Phase::kServing:
      break;
  }
  const auto read = state_->database.check();
  return read ? "" : render(read.error());
}

std::string Monitor::health_line(const std::string& reason) const {
  std::string line = std::string("{\"status\":\"") + (reason.empty() ? "ok" : "unavailable") +
                     "\",\"role\":" + json_quoted(state_->role) +
                     ",\"version\":" + json_quoted(state_->version);
  if (!reason.empty()) line += ",\"reason\":" + json_quoted(reason);
  return line + "}\n";
}

void Monitor::ready() {
  state_->phase = Phase::kServing;
}

void Monitor::stopping() {
  state_->phase = Phase::kStopping;
}

}  // namespace medisc
