#include "site/job_conversation.hpp"

#include <algorithm>

#include <unistd.h>

#include "jobs/refused.hpp"
#include "messages/plan_codec.hpp"

namespace medisc {
namespace {

/// LOCAL: integers of one job's records, 16 GB of them.
constexpr std::uint64_t kMostValues = std::uint64_t{1} << 31;

}  // namespace

Result<Caller> admit(const PeerProcess& process, const SocketConfig& config) {
  const bool own = process.user == ::getuid() || process.user == 0;
  const bool named =
      std::ranges::find(config.trusted, process.user_name) != config.trusted.end();
  if (own || named) return Caller{process, true};
  if (!config.group.empty()) return Caller{process, false};  // the file's mode let it in
  return fail(ErrorCode::kRefused, "user '" + process.user_name + "' may not connect here",
              "see [socket] group and trusted in the hospital's configuration");
}

Result<std::string> JobConversation::asker_of(const std::string& said) const {
  if (said.empty()) return caller_.process.user_name;
  if (caller_.trusted || said == caller_.process.user_name) return said;
  return fail(ErrorCode::kRefused,
              "user '" + caller_.process.user_name + "' may not ask in another's name",
              "name it in [socket] trusted, where it is a gateway");
}

void JobConversation::run(const std::function<bool()>& begins_work,
                          const std::function<void()>& ends_work) {
  Result<void> going = greet();
  while (going) {
    auto question = socket_.receive();
    if (!question) {
      // What can't be read is told, for who wrote it; where it is gone nobody hears.
      (void)socket_.send(refused_of(question.error()));
      return;
    }
    if (!*question || !begins_work()) return;
    going = answer(**question);
    ends_work();
  }
}

Result<void> JobConversation::greet() {
  const auto first = socket_.receive();
  if (!first) {
    (void)socket_.send(refused_of(first.error()));
    return tl::unexpected<Error>(first.error());
  }
  const auto* greeting = *first ? std::get_if<Greeting>(&**first) : nullptr;
  if (greeting != nullptr && greeting->version == kSocketVersion) {
    return socket_.send(
        Welcome{kSocketVersion, settings_.release, static_cast<std::uint32_t>(::getpid())});
  }
  const Error error{ErrorCode::kProtocol,
                    greeting == nullptr
                        ? "a connection begins with a greeting"
                        : "this daemon speaks version " + std::to_string(kSocketVersion) +
                              " of the socket's messages, not " +
                              std::to_string(greeting->version),
                    "use programs of the daemon's own release, " + settings_.release};
  (void)socket_.send(refused_of(error));
  return tl::unexpected<Error>(error);
}

template <class Answer>
Result<void> JobConversation::tell(const Result<Answer>& answer) {
  if (answer) return socket_.send(*answer);
  return socket_.send(refused_of(answer.error()));
}

Result<void> JobConversation::answer(const JobMessage& question) {
  if (const auto* start = std::get_if<JobStart>(&question)) return run_job(*start);
  if (const auto* asked = std::get_if<PrepareStart>(&question)) return run_preparation(*asked);
  if (std::holds_alternative<ModelsQuestion>(question)) return tell(runner_.models());
  if (const auto* asked = std::get_if<PlanQuestion>(&question)) {
    const auto plan = runner_.plan(asked->plan_hash);
    return plan ? socket_.send(PlanText{encode_plan(**plan)})
                : socket_.send(refused_of(plan.error()));
  }
  if (const auto* asked = std::get_if<ResultsQuestion>(&question)) {
    ResultsQuestion allowed = *asked;
    if (!caller_.trusted) allowed.asker = caller_.process.user_name;
    return tell(runner_.results(allowed));
  }
  if (const auto* asked = std::get_if<RequestQuestion>(&question)) {
    auto report = runner_.request(asked->id);
    if (report && !caller_.trusted && report->asker != caller_.process.user_name) {
      report = fail(ErrorCode::kBadInput, "there is no request " + asked->id + " of yours");
    }
    return tell(report);
  }
  if (const auto* asked = std::get_if<Cancel>(&question)) {
    const auto cancelled =
        runner_.cancel(asked->request, caller_.trusted ? "" : caller_.process.user_name);
    return cancelled ? socket_.send(Done{}) : socket_.send(refused_of(cancelled.error()));
  }
  if (std::holds_alternative<HealthQuestion>(question)) return socket_.send(settings_.health());
  if (std::holds_alternative<MetricsQuestion>(question)) {
    const std::string text = settings_.metrics();
    return socket_.send(MetricsText{Bytes(text.begin(), text.end())});
  }
  return socket_.send(refused_of(
      {ErrorCode::kProtocol, std::string(job_message_name(question)) + " is no question", ""}));
}

Result<JobOrder> JobConversation::read_records(JobStart start) {
  JobOrder order;
  std::uint64_t values = 0;
  while (order.ids.size() < start.records) {
    auto message = socket_.receive();
    if (!message) return tl::unexpected<Error>(message.error());
    auto* some = *message ? std::get_if<JobRecords>(&**message) : nullptr;
    if (some == nullptr || some->ids.empty() ||
        some->ids.size() > start.records - order.ids.size() ||
        some->values.size() % some->ids.size() != 0) {
      return fail(ErrorCode::kProtocol, "a job's records do not come as it said");
    }
    values += some->values.size();
    if (values > kMostValues) return fail(ErrorCode::kProtocol, "a job has too many numbers");
    const std::size_t each = some->values.size() / some->ids.size();
    for (std::size_t i = 0; i < some->ids.size(); ++i) {
      const auto first = some->values.begin() + static_cast<std::ptrdiff_t>(i * each);
      order.records.emplace_back(first, first + static_cast<std::ptrdiff_t>(each));
      order.ids.push_back(std::move(some->ids[i]));
    }
  }
  order.start = std::move(start);
  return order;
}

Result<void> JobConversation::run_job(JobStart start) {
  auto order = read_records(std::move(start));
  if (!order) {
    (void)socket_.send(refused_of(order.error()));
    return tl::unexpected<Error>(order.error());
  }
  auto asker = asker_of(order->start.asker);
  if (!asker) return socket_.send(refused_of(asker.error()));
  order->start.asker = std::move(*asker);
  auto job = runner_.begin(std::move(*order));
  if (!job) return socket_.send(refused_of(job.error()));
  auto followed = socket_.send(job->begun);
  if (followed) followed = follow(*job);
  // Nobody hears the rest: what is online is kept all the same.
  if (!followed) runner_.cancel(*job);
  return followed;
}

Result<void> JobConversation::follow(const RunningJob& job) {
  for (;;) {
    const auto ready = socket_.wait_beside(job.events->descriptor());
    if (!ready) return tl::unexpected<Error>(ready.error());
    if (*ready == JobSocket::Ready::kMessage) {
      const auto message = socket_.receive();
      if (!message) return tl::unexpected<Error>(message.error());
      if (!*message || !std::holds_alternative<Cancel>(**message)) {
        return fail(ErrorCode::kPeerUnavailable, "who asked has hung up");
      }
      runner_.cancel(job);
      continue;
    }
    JobEvents::Taken taken = job.events->take();
    if (!taken.answers.empty()) {
      auto sent = socket_.send(JobAnswers{std::move(taken.answers)});
      if (!sent) return sent;
    }
    if (!taken.ended) continue;
    return *taken.ended ? socket_.send(JobDone{})
                        : socket_.send(refused_of(taken.ended->error()));
  }
}

Result<void> JobConversation::run_preparation(const PrepareStart& preparation) {
  // Progress is told from the network's thread, one after the other, and nothing else is sent
  // meanwhile. Who hangs up does not end it: bundles that are prepared are there for the next.
  const auto done = runner_.prepare(preparation, [this](std::size_t so_far, std::size_t of) {
    (void)socket_.send(PrepareProgress{so_far, of});
  });
  return tell(done);
}

}  // namespace medisc
