#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "site/job_runner.hpp"

namespace medisc {

JobEvents::JobEvents() : signal_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {}

void JobEvents::ring() {
  const std::uint64_t one = 1;
  (void)!::write(signal_.number(), &one, sizeof(one));
}

JobEvents::Taken JobEvents::take() {
  const std::lock_guard lock(mutex_);
  std::uint64_t rung = 0;
  (void)!::read(signal_.number(), &rung, sizeof(rung));
  return std::exchange(waiting_, {});
}

JobEvents::Taken JobEvents::wait(std::chrono::milliseconds time) {
  pollfd one{signal_.number(), POLLIN, 0};
  ::poll(&one, 1, static_cast<int>(time.count()));
  return take();
}

void JobEvents::add(std::vector<JobAnswer> answers) {
  const std::lock_guard lock(mutex_);
  waiting_.answers.insert(waiting_.answers.end(), std::make_move_iterator(answers.begin()),
                          std::make_move_iterator(answers.end()));
  ring();
}

void JobEvents::end(const Result<void>& outcome) {
  const std::lock_guard lock(mutex_);
  waiting_.ended = outcome;
  ring();
}

}  // namespace medisc
