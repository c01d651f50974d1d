#include "site/retention.hpp"

namespace medisc {

Retention::Retention(std::shared_ptr<JobRunner> runner, std::chrono::days keep,
                     std::shared_ptr<EventLog> event_log)
    : runner_(std::move(runner)),
      keep_(keep),
      event_log_(std::move(event_log)),
      thread_([this] {
        std::unique_lock lock(mutex_);
        do look();
        while (!ending_.wait_for(lock, std::chrono::hours(1), [this] { return over_; }));
      }) {}

Retention::~Retention() {
  {
    const std::lock_guard lock(mutex_);
    over_ = true;
  }
  ending_.notify_one();
  thread_.join();
}

void Retention::look() {
  const auto dropped = runner_->drop_results(std::chrono::system_clock::now() - keep_);
  if (!dropped) {
    event_log_->warning("results-not-dropped", {{"error", render(dropped.error())}});
  } else if (*dropped > 0) {
    event_log_->info("results-dropped", {{"count", std::to_string(*dropped)}});
  }
}

}  // namespace medisc
