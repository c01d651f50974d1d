#include "site/planned_model.hpp"

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <memory>

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "messages/plan_codec.hpp"
#include "site/configured_model.hpp"

namespace medisc {
namespace {

struct Close {
  void operator()(std::FILE* file) const { std::fclose(file); }
};
using File = std::unique_ptr<std::FILE, Close>;

/// Writes and reads in the same order; false once anything was missing.
class Writer {
 public:
  explicit Writer(std::FILE* file) : file_(file) {}

  template <class T>
  void operator()(const std::vector<T>& values) {
    (*this)(std::uint64_t{values.size()});
    if constexpr (std::is_trivially_copyable_v<T>) {
      put(values.data(), values.size() * sizeof(T));
    } else {
      for (const T& value : values) (*this)(value);
    }
  }
  void operator()(const std::string& text) {
    (*this)(std::vector<char>(text.begin(), text.end()));
  }
  void operator()(std::uint64_t number) { put(&number, sizeof number); }
  void operator()(double number) { put(&number, sizeof number); }
  void operator()(const LinearWeights& weights) {
    (*this)(weights.matrix);
    (*this)(weights.bias);
  }
  void operator()(const Cap& cap) {
    (*this)(cap.layer);
    (*this)(cap.proven);
    (*this)(cap.cap);
  }

 private:
  void put(const void* from, std::size_t size) { std::fwrite(from, 1, size, file_); }

  std::FILE* file_;
};

class Reader {
 public:
  explicit Reader(std::FILE* file) : file_(file) {}

  bool operator()(std::uint64_t& number) { return take(&number, sizeof number); }
  bool operator()(double& number) { return take(&number, sizeof number); }
  template <class T>
  bool operator()(std::vector<T>& values) {
    std::uint64_t size = 0;
    if (!(*this)(size)) return false;
    values.resize(size);
    if constexpr (std::is_trivially_copyable_v<T>) {
      return take(values.data(), values.size() * sizeof(T));
    } else {
      for (T& value : values) {
        if (!(*this)(value)) return false;
      }
      return true;
    }
  }
  bool operator()(std::string& text) {
    std::vector<char> characters;
    if (!(*this)(characters)) return false;
    text.assign(characters.begin(), characters.end());
    return true;
  }
  bool operator()(LinearWeights& weights) {
    return (*this)(weights.matrix) && (*this)(weights.bias);
  }
  bool operator()(Cap& cap) {
    return (*this)(cap.layer) && (*this)(cap.proven) && (*this)(cap.cap);
  }

 private:
  bool take(void* to, std::size_t size) { return std::fread(to, 1, size, file_) == size; }

  std::FILE* file_;
};

enum class Outcome : std::uint64_t { kModel, kError };

void write(const Result<PlannedModel>& made, std::FILE* file) {
  Writer put(file);
  if (!made) {
    put(static_cast<std::uint64_t>(Outcome::kError));
    put(static_cast<std::uint64_t>(made.error().code));
    put(made.error().context);
    put(made.error().hint);
    return;
  }
  put(static_cast<std::uint64_t>(Outcome::kModel));
  put(encode_plan(made->plan));
  put(made->weights);
  put(made->caps);
  put(made->warnings);
  put(std::vector<std::string>(made->far ? 1 : 0, made->far.value_or("")));
}

Result<PlannedModel> read_model(Reader& get) {
  PlannedModel model;
  Bytes plan;
  std::vector<std::string> far;
  const bool whole =
      get(plan) && get(model.weights) && get(model.caps) && get(model.warnings) && get(far);
  if (!whole) return fail(ErrorCode::kInternal, "");
  auto decoded = decode_plan(plan);
  if (!decoded) return tl::unexpected<Error>(decoded.error());
  model.plan = std::move(*decoded);
  if (!far.empty()) model.far = far.front();
  return model;
}

/// Of what was not written whole: an error without a text.
Result<PlannedModel> read(std::FILE* file) {
  Reader get(file);
  std::uint64_t outcome = 0;
  if (!get(outcome)) return fail(ErrorCode::kInternal, "");
  if (outcome == static_cast<std::uint64_t>(Outcome::kModel)) return read_model(get);
  std::uint64_t code = 0;
  Error error;
  if (!get(code) || !get(error.context) || !get(error.hint)) {
    return fail(ErrorCode::kInternal, "");
  }
  error.code = static_cast<ErrorCode>(code);
  return tl::unexpected<Error>(std::move(error));
}

[[noreturn]] void be_child(const std::function<Result<PlannedModel>()>& make, int to,
                           pid_t parent) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != parent) ::_exit(1);  // it died before that was set
  int status = 1;
  try {
    const File file(::fdopen(to, "wb"));
    if (file) {
      write(make(), file.get());
      status = std::fflush(file.get()) == 0 ? 0 : 1;
    }
  } catch (const std::exception&) {  // no memory: the parent hears nothing, and says so
  }
  ::_exit(status);
}

bool has_one_thread() {
  std::error_code failed;
  const std::filesystem::directory_iterator threads("/proc/self/task", failed);
  return !failed && std::distance(begin(threads), end(threads)) == 1;
}

std::string end_of(int status) {
  if (WIFSIGNALED(status)) return "signal " + std::to_string(WTERMSIG(status));
  return "status " + std::to_string(WEXITSTATUS(status));
}

}  // namespace

Result<PlannedModel> plan_model(const ModelConfig& model, const Seed& key) {
  auto compiled = compile_model(model, key);
  if (!compiled) return tl::unexpected<Error>(compiled.error());
  PlannedModel planned{std::move(compiled->plan), std::move(compiled->weights),
                       std::move(compiled->caps), std::move(compiled->warnings), std::nullopt};
  if (auto close = meets(*compiled->fidelity, {}); !close) planned.far = close.error().context;
  return planned;
}

Result<PlannedModel> made_in_child(const std::function<Result<PlannedModel>()>& make) {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) {
    return fail(ErrorCode::kInternal, std::string("no pipe: ") + std::strerror(errno));
  }
  const pid_t parent = ::getpid();
  const pid_t child = ::fork();
  if (child == 0) {
    ::close(ends[0]);
    be_child(make, ends[1], parent);
  }
  ::close(ends[1]);
  const File file(::fdopen(ends[0], "rb"));
  if (child < 0 || !file) {
    return fail(ErrorCode::kInternal, std::string("no process: ") + std::strerror(errno));
  }
  auto made = read(file.get());
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) continue;
  if (!made && made.error().context.empty()) {
    return fail(ErrorCode::kInternal, "planning ended with " + end_of(status),
                "see whether the machine has memory for it: medisc plan takes the same");
  }
  return made;
}

Result<PlannedModel> plan_apart(const ModelConfig& model, const Seed& key) {
  if (!has_one_thread()) return plan_model(model, key);
  auto planned = made_in_child([&] { return plan_model(model, key); });
  if (!planned && planned.error().code == ErrorCode::kInternal) {
    planned.error().context = "model " + model.name + ": " + planned.error().context;
  }
  return planned;
}

}  // namespace medisc
