#include "actors/conversation/broker_process.hpp"

#include <algorithm>

#include <unistd.h>

#include "actors/conversation/actor_errors.hpp"
#include "actors/conversation/unproven_connections.hpp"

namespace medisc {
namespace {

using Tick = caf::atom_constant<caf::atom("tick")>;
using Wake = caf::atom_constant<caf::atom("wake")>;
using Worked = caf::atom_constant<caf::atom("worked")>;

/// How often silence is looked for.
constexpr std::chrono::milliseconds kTick{500};

BrokerSocket& socket_of(const Connection& connection) {
  return static_cast<BrokerSocket&>(connection.socket());
}

/// An error as the answer to a request.
std::function<LedgerAnswer(Error)> failure_of(const LedgerRequest& request) {
  return std::visit(
      []<class Request>(const Request&) -> std::function<LedgerAnswer(Error)> {
        return [](Error error) -> LedgerAnswer {
          return Result<typename Request::Answer>(tl::unexpected<Error>(std::move(error)));
        };
      },
      request);
}

}  // namespace

std::vector<caf::actor> HelperActors::all() const {
  std::vector<caf::actor> actors;
  if (ledger) actors.push_back(caf::actor_cast<caf::actor>(ledger));
  if (dialer) actors.push_back(caf::actor_cast<caf::actor>(dialer));
  return actors;
}

/// Long work of the conversation while a pool has it.
class BrokerProcess::PooledJob final : public WorkerPool::Job {
 public:
  PooledJob(BrokerProcess& process, std::uint64_t number)
      : process_(process), number_(number) {}

  std::uint64_t number() const { return number_; }
  /// The coroutine that waits for it.
  std::coroutine_handle<> waiting() const { return work_->waiting; }

  void submit(WorkerPool& pool, LongWork& work) {
    pool_ = &pool;
    work_ = &work;
    told_ = caf::actor_cast<caf::actor>(process_.broker_);
    pool.submit(*this);
  }

  /// Done or not, the pool has it no longer.
  void withdraw() {
    if (pool_ != nullptr) pool_->withdraw(*this);
    pool_ = nullptr;
    told_ = nullptr;
  }

 private:
  void run(Workers& workers) noexcept override {
    work_->run(workers);
    caf::anon_send(told_, Worked::value, number_);
  }

  BrokerProcess& process_;
  std::uint64_t number_;
  WorkerPool* pool_ = nullptr;
  LongWork* work_ = nullptr;
  caf::actor told_;  ///< the broker, alive until it has heard
};

/// One piece of work at a time in the process's pool.
class BrokerProcess::PooledWork final : public WorkHost {
 public:
  explicit PooledWork(BrokerProcess& process) : process_(process), job_(process.add_job()) {}
  PooledWork(const PooledWork&) = delete;
  PooledWork& operator=(const PooledWork&) = delete;
  ~PooledWork() override {
    job_.withdraw();
    process_.drop_job(job_);
  }

  void start(LongWork& work) override { job_.submit(*process_.helpers_.workers, work); }

 private:
  BrokerProcess& process_;
  PooledJob& job_;
};

BrokerProcess::BrokerProcess(Broker* broker, HelperActors helpers)
    : Process(steady_clock()), broker_(broker), helpers_(std::move(helpers)) {}

BrokerProcess::~BrokerProcess() {
  for (PooledJob& job : jobs_) job.withdraw();
  abandon();
}

Connection& BrokerProcess::adopt_handle(caf::io::connection_handle handle, std::string remote,
                                        std::unique_ptr<TlsSession> tls) {
  return adopt(std::make_unique<BrokerSocket>(broker_, std::move(handle)), std::move(remote),
               std::move(tls));
}

Connection* BrokerProcess::find(caf::io::connection_handle handle) const {
  // CAF names a connection by its descriptor, which the system gives again once it is closed.
  for (const auto& connection : connections()) {
    if (socket_of(*connection).handle() == handle && !connection->closed()) {
      return connection.get();
    }
  }
  return nullptr;
}

caf::behavior BrokerProcess::run(Task<void> conversation, Ended ended) {
  broker_->delayed_send(broker_, kTick, Tick::value);
  start(std::move(conversation), std::move(ended));
  return {
      [this](const caf::io::new_data_msg& message) {
        if (Connection* connection = find(message.handle)) {
          connection->on_bytes(
              {reinterpret_cast<const std::uint8_t*>(message.buf.data()), message.buf.size()});
          settle();
        }
      },
      [this](const caf::io::data_transferred_msg& message) {
        if (Connection* connection = find(message.handle)) {
          socket_of(*connection).on_written(message.remaining);
        }
      },
      [this](const caf::io::connection_closed_msg& message) {
        if (Connection* connection = find(message.handle)) {
          connection->on_closed();
          settle();
        }
      },
      [this](Tick) {
        tick();
        if (runs()) broker_->delayed_send(broker_, kTick, Tick::value);
      },
      [this](Dismiss) {
        for (const auto& connection : connections()) connection->dismiss();
        settle();
      },
      [this](Wake, std::uint64_t sleeper) { on_wake(sleeper); },
      [this](Rouse) { rouse(); },
      [this](Worked, std::uint64_t job) { on_worked(job); },
  };
}

void BrokerProcess::start_asking(LedgerRequest request, Answered answered) {
  auto failed = failure_of(request);  // for a ledger that is gone
  broker_->request(helpers_.ledger, caf::infinite, std::move(request))
      .then([answered](LedgerAnswer& answer) { answered(std::move(answer)); },
            [answered, failed = std::move(failed)](const caf::error& error) {
              answered(failed(from_caf(error)));
            });
}

void BrokerProcess::start_dialling(Address address, std::chrono::milliseconds patience,
                                   Dialled dialled) {
  broker_->request(helpers_.dialer, caf::infinite, std::move(address), patience)
      .then(
          [this, dialled](int descriptor) {
            dialled(std::make_unique<BrokerSocket>(broker_, broker_->add_scribe(descriptor)));
          },
          [dialled](const caf::error& error) {
            dialled(tl::unexpected<Error>(from_caf(error)));
          });
}

void BrokerProcess::wake_after(std::uint64_t sleeper, std::chrono::milliseconds duration) {
  if (duration.count() > 0) {
    broker_->delayed_send(broker_, duration, Wake::value, sleeper);
  } else {
    broker_->send(broker_, Wake::value, sleeper);
  }
}

std::unique_ptr<WorkHost> BrokerProcess::work_host() {
  if (!helpers_.workers) return nullptr;
  return std::make_unique<PooledWork>(*this);
}

BrokerProcess::PooledJob& BrokerProcess::add_job() {
  return jobs_.emplace_back(*this, ++jobs_so_far_);
}

void BrokerProcess::drop_job(const PooledJob& job) {
  jobs_.remove_if([&](const PooledJob& other) { return &other == &job; });
}

void BrokerProcess::on_worked(std::uint64_t number) {
  const auto done = std::ranges::find(jobs_, number, &PooledJob::number);
  if (done == jobs_.end()) return;
  done->withdraw();  // its thread may not have let go of it yet
  resume(done->waiting());
}

}  // namespace medisc
