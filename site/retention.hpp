/// Forgetting results that are older than the hospital keeps them: at once, and every hour.
#pragma once

#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <thread>

#include "actors/conversation/event_log.hpp"
#include "site/job_runner.hpp"

namespace medisc {

class Retention {
 public:
  Retention(std::shared_ptr<JobRunner> runner, std::chrono::days keep,
            std::shared_ptr<EventLog> event_log);
  Retention(const Retention&) = delete;
  Retention& operator=(const Retention&) = delete;
  ~Retention();

 private:
  void look();

  std::shared_ptr<JobRunner> runner_;
  std::chrono::days keep_;
  std::shared_ptr<EventLog> event_log_;
  std::mutex mutex_;
  std::condition_variable ending_;
  bool over_ = false;
  std::thread thread_;
};

}  // namespace medisc
