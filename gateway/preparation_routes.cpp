#include "gateway/preparation_routes.hpp"

#include <condition_variable>
#include <memory>
#include <mutex>
#include <thread>

#include "gateway/inference/infer_error.hpp"
#include "gateway/query.hpp"
#include "http/json_text.hpp"

namespace medisc {
namespace {

using namespace std::chrono_literals;

/// LOCAL: at once.
constexpr std::size_t kMost = 4;
constexpr std::int64_t kMostBundles = std::int64_t{1} << 32;

/// One that runs, as the daemon tells of it.
struct RunningPreparation {
  std::mutex mutex;
  std::condition_variable changed;
  PrepareProgress progress;
  std::optional<Result<PrepareDone>> ended;
  bool abandoned = false;  ///< nobody listens any more
};

class Preparations {
 public:
  explicit Preparations(Daemon& daemon) : daemon_(daemon) {}
  Preparations(const Preparations&) = delete;
  Preparations& operator=(const Preparations&) = delete;
  ~Preparations() {
    std::unique_lock lock(mutex_);
    ended_.wait(lock, [this] { return running_ == 0; });
  }

  /// Errors: kBusy.
  Result<std::shared_ptr<RunningPreparation>> begin(PrepareStart wanted) {
    {
      const std::lock_guard lock(mutex_);
      if (running_ >= kMost) {
        return fail(ErrorCode::kBusy, "too many preparations run at once", "ask again later");
      }
      ++running_;
    }
    auto running = std::make_shared<RunningPreparation>();
    std::thread([this, running, wanted = std::move(wanted)] {
      auto done = run(*running, wanted);
      {
        const std::lock_guard lock(running->mutex);
        running->ended = std::move(done);
        running->changed.notify_all();
      }
      const std::lock_guard lock(mutex_);
      --running_;
      ended_.notify_all();
    }).detach();
    return running;
  }

 private:
  Result<PrepareDone> run(RunningPreparation& running, const PrepareStart& wanted) {
    auto client = daemon_.lease();
    if (!client) return tl::unexpected<Error>(client.error());
    (*client)->set_gives_up([&running] {
      const std::lock_guard lock(running.mutex);
      return running.abandoned;
    });
    auto done = (*client)->prepare(wanted, [&running](const PrepareProgress& progress) {
      const std::lock_guard lock(running.mutex);
      running.progress = progress;
      running.changed.notify_all();
    });
    (*client)->set_gives_up(nullptr);
    if (!done) client->spoil();
    return done;
  }

  Daemon& daemon_;
  std::mutex mutex_;
  std::condition_variable ended_;
  std::size_t running_ = 0;
};

std::string event(const char* name, const std::string& json) {
  return std::string("event: ") + name + "\ndata: " + json + "\n\n";
}

std::string end_of(const Result<PrepareDone>& ended) {
  if (!ended) return event("failed", "{\"error\":" + json_quoted(render(ended.error())) + "}");
  return event("done", "{\"prepared\":" + std::to_string(ended->prepared) +
                           ",\"ready\":" + std::to_string(ended->ready) + "}");
}

/// Tells how a preparation goes on; gone before its end, it gives it up.
class Telling {
 public:
  explicit Telling(std::shared_ptr<RunningPreparation> running)
      : running_(std::move(running)) {}
  Telling(const Telling&) = delete;
  Telling& operator=(const Telling&) = delete;
  ~Telling() {
    const std::lock_guard lock(running_->mutex);
    running_->abandoned = true;
  }

  std::optional<std::string> next(const HttpEnding& ending) {
    std::unique_lock lock(running_->mutex);
    while (!over_ && !ending.reached()) {
      running_->changed.wait_for(lock, 200ms);
      if (running_->ended) {
        over_ = true;
        return end_of(*running_->ended);
      }
      if (running_->progress == told_) continue;
      told_ = running_->progress;
      return event("progress", "{\"done\":" + std::to_string(told_.done) +
                                   ",\"of\":" + std::to_string(told_.of) + "}");
    }
    return std::nullopt;
  }

 private:
  std::shared_ptr<RunningPreparation> running_;
  PrepareProgress told_;
  bool over_ = false;
};

HttpResponse prepare(Daemon& daemon, Preparations& preparations, const HttpRequest& request) {
  const std::string name = query_text(request, "model");
  const auto count = query_number(request, "count", 0, kMostBundles);
  const auto wait = query_number(request, "wait", 0, 3600);
  if (!count || !wait) return infer_problem(count ? wait.error() : count.error());
  if (name.empty() || *count == 0) {
    return infer_problem({ErrorCode::kBadInput, "model and count are not both there",
                          "POST ...?model=NAME&count=100"});
  }
  const auto model = daemon.model(name, "", query_text(request, "service"));
  if (!model && model.error().code == ErrorCode::kPoolDry) return unknown_model(name);
  if (!model) return infer_problem(model.error());
  auto running = preparations.begin({request.user, model->model, model->service,
                                     static_cast<std::uint64_t>(*count),
                                     static_cast<std::uint32_t>(*wait)});
  if (!running) return infer_problem(running.error());
  HttpResponse response;
  response.headers.set("Content-Type", "text/event-stream");
  response.stream =
      [telling = std::make_shared<Telling>(std::move(*running))](const HttpEnding& ending) {
        return telling->next(ending);
      };
  return response;
}

}  // namespace

std::vector<HttpRoute> preparation_routes(Daemon& daemon) {
  const auto preparations = std::make_shared<Preparations>(daemon);
  return {{"prepare", "POST", "/v1/preparations", "admin", 0,
           [&daemon, preparations](const HttpRequest& request) {
             return prepare(daemon, *preparations, request);
           }}};
}

}  // namespace medisc
