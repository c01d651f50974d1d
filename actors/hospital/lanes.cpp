#include "actors/hospital/lanes.hpp"

#include "actors/conversation/attempt.hpp"
#include "actors/conversation/broker_process.hpp"
#include "actors/hospital/lane.hpp"

namespace medisc {
namespace {

/// How often a lane without a job tells its service that it is there.
constexpr std::chrono::seconds kStay{1};
/// A lane without a job ends after so many times.
constexpr int kStays = 60;

struct LaneState {
  std::unique_ptr<BrokerProcess> process;
};

using LaneBroker = StatefulBroker<LaneState>;

}  // namespace

/// Jobs on their way to a lane.
struct Lanes::Mailbox {
  std::mutex mutex;
  std::vector<JobPointer> arrived;
  bool closed = false;  ///< the lane has ended
  caf::actor broker;

  /// False where the lane has ended.
  bool put(const JobPointer& job) {
    const std::lock_guard lock(mutex);
    if (closed) return false;
    arrived.push_back(job);
    return true;
  }
  std::vector<JobPointer> take() {
    const std::lock_guard lock(mutex);
    return std::exchange(arrived, {});
  }
  /// Whether nothing had come.
  bool close_if_empty() {
    const std::lock_guard lock(mutex);
    closed = arrived.empty();
    return closed;
  }
  void close() {
    std::vector<JobPointer> left;
    const std::lock_guard lock(mutex);
    closed = true;
    left.swap(arrived);
  }

  /// The lane's conversation.
  static Task<void> serve(Process& process, std::shared_ptr<const HospitalContext> hospital,
                          ModelPlan model, std::shared_ptr<Mailbox> mailbox) {
    Lane lane(process, *hospital, std::move(model), [mailbox] { return mailbox->take(); });
    bool roused = false;
    do {
      co_await lane.work();
      roused = false;
      for (int stays = 0; stays < kStays && !roused; ++stays) {
        roused = co_await process.roused(kStay);
        if (!roused) co_await lane.stay_connected();
      }
    } while (roused || !mailbox->close_if_empty());
  }
};

namespace {

template <class Mailbox>
caf::behavior host_lane(LaneBroker* self, std::shared_ptr<const HospitalContext> hospital,
                        const ModelPlan& model, std::shared_ptr<Mailbox> mailbox) {
  self->state.process = std::make_unique<BrokerProcess>(self, *hospital->helpers);
  BrokerProcess& process = *self->state.process;
  const auto event_log = hospital->settings.event_log;
  const std::string name = model.model;
  return process.run(
      Mailbox::serve(process, std::move(hospital), model, mailbox),
      [event_log, name, mailbox](const std::optional<Error>& error) {
        mailbox->close();
        if (!error) return;
        event_log->error("lane-ended", {{"model", name}, {"error", render(*error)}});
      });
}

}  // namespace

Lanes::~Lanes() {
  stop();
}

JobPointer Lanes::add(std::shared_ptr<const HospitalContext> hospital, DiagnoseOrder order,
                      Job::Ended ended) {
  const std::string key = to_hex(hospital->settings.service.peer.key) + ' ' +
                          to_hex(hash_of(order.plan)) + ' ' + order.model;
  auto job = std::make_shared<Job>(std::move(order), std::move(ended));
  const std::lock_guard lock(mutex_);
  if (stopped_) return job;  // which tells that nobody runs it
  std::shared_ptr<Mailbox>& mailbox = lanes_[key];
  if (!mailbox || !mailbox->put(job)) {
    mailbox = std::make_shared<Mailbox>();
    mailbox->put(job);
    mailbox->broker =
        system_.middleman().spawn_broker(host_lane<Mailbox>, std::move(hospital),
                                         ModelPlan{job->order.model, job->order.plan}, mailbox);
  }
  caf::anon_send(mailbox->broker, Rouse::value);
  return job;
}

void Lanes::cancel(const JobPointer& job) {
  job->cancelled = true;
  const std::lock_guard lock(mutex_);
  for (const auto& [key, mailbox] : lanes_) caf::anon_send(mailbox->broker, Rouse::value);
}

void Lanes::stop() {
  const std::lock_guard lock(mutex_);
  stopped_ = true;
  for (const auto& [key, mailbox] : lanes_) {
    caf::anon_send_exit(mailbox->broker, caf::exit_reason::user_shutdown);
    mailbox->close();
  }
  lanes_.clear();
}

}  // namespace medisc
