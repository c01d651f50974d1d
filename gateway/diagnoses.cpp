#include "gateway/diagnoses.hpp"

namespace medisc {
namespace {

/// LOCAL: diagnoses that are remembered; older ones are asked of the daemon.
constexpr std::size_t kRemembered = 256;

}  // namespace

Diagnoses::~Diagnoses() {
  std::unique_lock lock(mutex_);
  ended_.wait(lock, [this] { return at_work_ == 0; });
}

Result<std::shared_ptr<const RunningDiagnosis>> Diagnoses::begin(Asked asked) {
  {
    const std::lock_guard lock(mutex_);
    if (at_work_ >= config_.limits.requests) {
      return fail(ErrorCode::kBusy, "too many diagnoses run at once", "ask again later");
    }
    ++at_work_;
  }
  auto diagnosis = std::make_shared<RunningDiagnosis>();
  diagnosis->model = asked.model.model;
  diagnosis->asker = asked.asker;
  diagnosis->plan = asked.plan;
  diagnosis->ids = asked.ids;
  std::thread([this, diagnosis, order = order_of(std::move(asked), config_.jobs)] {
    run(diagnosis, order);
    const std::lock_guard lock(mutex_);
    --at_work_;
    ended_.notify_all();
  }).detach();
  std::unique_lock lock(diagnosis->mutex);
  diagnosis->changed.wait(lock, [&] { return diagnosis->begun || diagnosis->over; });
  if (!diagnosis->begun) return tl::unexpected<Error>(*diagnosis->error);
  lock.unlock();
  const std::lock_guard own(mutex_);
  known_[diagnosis->id] = diagnosis;
  order_.push_back(diagnosis->id);
  forget_old();
  return std::shared_ptr<const RunningDiagnosis>(diagnosis);
}

void Diagnoses::forget_old() {
  while (order_.size() > kRemembered) {
    known_.erase(order_.front());
    order_.erase(order_.begin());
  }
}

std::shared_ptr<const RunningDiagnosis> Diagnoses::find(const std::string& id) const {
  const std::lock_guard lock(mutex_);
  const auto found = known_.find(id);
  return found == known_.end() ? nullptr : found->second;
}

void Diagnoses::run(const std::shared_ptr<RunningDiagnosis>& diagnosis, const JobOrder& order) {
  Result<JobBegun> done = fail(ErrorCode::kInternal, "nothing was asked");
  if (auto client = daemon_.lease()) {
    done = (*client)->diagnose(
        order, [&](const JobBegun& begun, std::span<const JobAnswer> answers) {
          const std::lock_guard lock(diagnosis->mutex);
          diagnosis->id = begun.request;
          diagnosis->begun = true;
          diagnosis->answers.insert(diagnosis->answers.end(), answers.begin(), answers.end());
          diagnosis->changed.notify_all();
          return Result<void>{};
        });
    if (!done) client->spoil();
  } else {
    done = tl::unexpected<Error>(client.error());
  }
  const std::lock_guard lock(diagnosis->mutex);
  if (!done) diagnosis->error = done.error();
  diagnosis->over = true;
  diagnosis->changed.notify_all();
}

}  // namespace medisc
