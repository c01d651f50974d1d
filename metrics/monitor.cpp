#include "metrics/monitor.hpp"

#include <atomic>
#include <chrono>
#include <mutex>
#include <optional>

#include "metrics/database_metrics.hpp"
#include "metrics/disk_check.hpp"
#include "metrics/registry.hpp"

namespace medisc {
namespace {

constexpr std::chrono::seconds kTriedFor{2};

enum class Phase { kStarting, kServing, kStopping };

double seconds_since_1970() {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return std::chrono::duration<double>(now).count();
}

}  // namespace

class Monitor::State {
 public:
  explicit State(const MonitorSettings& settings)
      : file(settings.database),
        database(settings.database, settings.role, settings.peer_name) {
    registry->set(metric::kBuildInfo,
                  {{"version", settings.version}, {"role", role_name(settings.role)}}, 1);
    registry->set(metric::kStartTime, {}, seconds_since_1970());
    registry->set(metric::kConversationsOpen, {}, 0);
    registry->add(metric::kConversations, {}, 0);
  }

  /// Whoever asks often has the disk tried now and then.
  Result<void> disk() {
    const std::lock_guard lock(mutex);
    const auto now = std::chrono::steady_clock::now();
    if (!tried || now - *tried > kTriedFor) {
      tried = now;
      last = check_disk(file);
    }
    return last;
  }

  const std::filesystem::path file;
  std::mutex mutex;
  std::optional<std::chrono::steady_clock::time_point> tried;
  Result<void> last;
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
  if (!read) return render(read.error());
  const auto written = state_->disk();
  return written ? "" : render(written.error());
}

bool Monitor::is_live() const {
  return state_->phase != Phase::kStopping;
}

void Monitor::ready() {
  state_->phase = Phase::kServing;
}

void Monitor::stopping() {
  state_->phase = Phase::kStopping;
}

}  // namespace medisc
