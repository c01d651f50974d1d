#include "compiler/plain_thresholds.hpp"

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>

namespace medisc {
namespace {

bool is_plain(const Activation& activation) {
  return std::all_of(activation.bends.begin(), activation.bends.end(),
                     [](const Bend& bend) { return bend.at == 0; });
}

class Expanding {
 public:
  Expanding(const Network& network, const std::vector<double>& observed)
      : network_(network),
        observed_(observed),
        result_{network.features, {}, network.ends_in_argmax, network.facts},
        result_observed_{observed[0]} {}

  void run() {
    for (std::size_t i = 0; i < network_.layers.size(); ++i) {
      Layer layer = network_.layers[i];
      layer.inputs.clear();
      for (const std::uint32_t input : network_.inputs_of(i))
        layer.inputs.push_back(now_[input]);
      const auto* activation = std::get_if<Activation>(&layer.op);
      if (activation == nullptr || is_plain(*activation)) {
        add(std::move(layer), observed_[i + 1]);
      } else {
        expand(layer.name, *activation, layer.inputs.front(), observed_[i + 1]);
      }
      now_.push_back(static_cast<std::uint32_t>(result_.layers.size()));
    }
  }

  Network&& network() { return std::move(result_); }
  std::vector<double>&& observed() { return std::move(result_observed_); }

 private:
  std::uint32_t add(Layer layer, double observed) {
    result_.layers.push_back(std::move(layer));
    result_observed_.push_back(observed);
    return static_cast<std::uint32_t>(result_.layers.size());
  }

  void expand(const std::string& name, const Activation& f, std::uint32_t x, double observed) {
    Sum sum{f.size, {}, f.offset};
    std::vector<std::uint32_t> parts;
    if (f.slope != 0) {
      sum.factors.push_back(f.slope);
      parts.push_back(x);
    }
    for (const Bend& bend : f.bends) {
      const double most = result_observed_[x] + std::abs(bend.at);
      std::uint32_t part = x;
      if (bend.at != 0) part = add({name, Sum{f.size, {1}, -bend.at}, {x}}, most);
      sum.factors.push_back(bend.change);
      parts.push_back(add({name, relu(f.size), {part}}, most));
    }
    add({name, std::move(sum), std::move(parts)}, observed);
  }

  const Network& network_;
  const std::vector<double>& observed_;
  Network result_;
  std::vector<double> result_observed_;
  std::vector<std::uint32_t> now_{0};  ///< by tensor of the network
};

}  // namespace

Network with_plain_thresholds(const Network& network, std::vector<double>& observed) {
  Expanding expanding(network, observed);
  expanding.run();
  Network result = expanding.network();
  observed = expanding.observed();
  return result;
}

}  // namespace medisc
