/// Which accessors of the generated code belong to the fields that a step lists: the only place
/// that names both. Only plan_steps_wire.cpp includes this.
#pragma once

#include <tuple>

#include <medisc.capnp.h>

#include "messages/wire_table.hpp"
#include "plan/steps.hpp"

namespace medisc::wire {

/// A step's kind in the schema's union, with the accessors of its fields there. Each kind of
/// step has one, `kKind`, besides its `kFields`.
template <class Get, class Init>
struct WireKind {
  Step::Which which;
  Get get;
  Init init;
};
template <class Get, class Init>
WireKind(Step::Which, Get, Init) -> WireKind<Get, Init>;

template <>
struct OnWire<medisc::Image> : Sides<medisc::Image, Image> {
  static constexpr std::tuple kFields{
      WireField{&Struct::channels, &Reader::getChannels, &Builder::setChannels},
      WireField{&Struct::height, &Reader::getHeight, &Builder::setHeight},
      WireField{&Struct::width, &Reader::getWidth, &Builder::setWidth},
  };
};

template <>
struct OnWire<medisc::Window> : Sides<medisc::Window, Window> {
  static constexpr std::tuple kFields{
      WireField{&Struct::kernel_height, &Reader::getKernelHeight, &Builder::setKernelHeight},
      WireField{&Struct::kernel_width, &Reader::getKernelWidth, &Builder::setKernelWidth},
      WireField{&Struct::stride_height, &Reader::getStrideHeight, &Builder::setStrideHeight},
      WireField{&Struct::stride_width, &Reader::getStrideWidth, &Builder::setStrideWidth},
      WireField{&Struct::pad_top, &Reader::getPadTop, &Builder::setPadTop},
      WireField{&Struct::pad_left, &Reader::getPadLeft, &Builder::setPadLeft},
      WireField{&Struct::pad_bottom, &Reader::getPadBottom, &Builder::setPadBottom},
      WireField{&Struct::pad_right, &Reader::getPadRight, &Builder::setPadRight},
      WireField{&Struct::dilation_height, &Reader::getDilationHeight,
                &Builder::setDilationHeight},
      WireField{&Struct::dilation_width, &Reader::getDilationWidth, &Builder::setDilationWidth},
  };
};

template <>
struct OnWire<medisc::DenseStep> : Sides<medisc::DenseStep, DenseStep> {
  static constexpr WireKind kKind{Step::DENSE, &Step::Reader::getDense,
                                  &Step::Builder::initDense};
  static constexpr std::tuple kFields{
      WireField{&Struct::inputs, &Reader::getInputs, &Builder::setInputs},
      WireField{&Struct::outputs, &Reader::getOutputs, &Builder::setOutputs},
      WireField{&Struct::width, &Reader::getWidth, &Builder::setWidth},
  };
};

template <>
struct OnWire<medisc::Knot> : Sides<medisc::Knot, Knot> {
  static constexpr std::tuple kFields{
      WireField{&Struct::at, &Reader::getAt, &Builder::setAt},
      WireField{&Struct::slope, &Reader::getSlope, &Builder::setSlope},
      WireField{&Struct::offset, &Reader::getOffset, &Builder::setOffset},
  };
};

template <>
struct OnWire<medisc::Piecewise> : Sides<medisc::Piecewise, Piecewise> {
  static constexpr std::size_t kMostEntries = kMostKnots;
  static constexpr std::tuple kFields{
      WireField{&Struct::slope, &Reader::getSlope, &Builder::setSlope},
      WireField{&Struct::offset, &Reader::getOffset, &Builder::setOffset},
      WireField{&Struct::knots, &Reader::getKnots, &Builder::initKnots},
  };
};

template <>
struct OnWire<medisc::ThresholdStep> : Sides<medisc::ThresholdStep, ThresholdStep> {
  static constexpr WireKind kKind{Step::THRESHOLD, &Step::Reader::getThreshold,
                                  &Step::Builder::initThreshold};
  static constexpr std::tuple kFields{
      WireField{&Struct::size, &Reader::getSize, &Builder::setSize},
      WireField{&Struct::width, &Reader::getWidth, &Builder::setWidth},
      WireField{&Struct::shift, &Reader::getShift, &Builder::setShift},
      WireField{&Struct::output_width, &Reader::getOutputWidth, &Builder::setOutputWidth},
      WireField{&Struct::chain, &Reader::getChain, &Builder::setChain},
      WireField{&Struct::function, &Reader::getFunction, &Builder::initFunction},
  };
};

template <>
struct OnWire<medisc::ConvStep> : Sides<medisc::ConvStep, ConvStep> {
  static constexpr WireKind kKind{Step::CONV, &Step::Reader::getConv, &Step::Builder::initConv};
  static constexpr std::tuple kFields{
      WireField{&Struct::in, &Reader::getInput, &Builder::initInput},
      WireField{&Struct::out, &Reader::getOutput, &Builder::initOutput},
      WireField{&Struct::window, &Reader::getWindow, &Builder::initWindow},
      WireField{&Struct::groups, &Reader::getGroups, &Builder::setGroups},
      WireField{&Struct::width, &Reader::getWidth, &Builder::setWidth},
  };
};

template <>
struct OnWire<medisc::SumPoolStep> : Sides<medisc::SumPoolStep, SumPoolStep> {
  static constexpr WireKind kKind{Step::SUM_POOL, &Step::Reader::getSumPool,
                                  &Step::Builder::initSumPool};
  static constexpr std::tuple kFields{
      WireField{&Struct::in, &Reader::getInput, &Builder::initInput},
      WireField{&Struct::out, &Reader::getOutput, &Builder::initOutput},
      WireField{&Struct::window, &Reader::getWindow, &Builder::initWindow},
      WireField{&Struct::width, &Reader::getWidth, &Builder::setWidth},
  };
};

template <>
struct OnWire<medisc::MaxPoolStep> : Sides<medisc::MaxPoolStep, MaxPoolStep> {
  static constexpr WireKind kKind{Step::MAX_POOL, &Step::Reader::getMaxPool,
                                  &Step::Builder::initMaxPool};
  static constexpr std::tuple kFields{
      WireField{&Struct::in, &Reader::getInput, &Builder::initInput},
      WireField{&Struct::out, &Reader::getOutput, &Builder::initOutput},
      WireField{&Struct::window, &Reader::getWindow, &Builder::initWindow},
      WireField{&Struct::width, &Reader::getWidth, &Builder::setWidth},
      WireField{&Struct::chain, &Reader::getChain, &Builder::setChain},
  };
};

template <>
struct OnWire<medisc::SumStep> : Sides<medisc::SumStep, SumStep> {
  static constexpr WireKind kKind{Step::SUM, &Step::Reader::getSum, &Step::Builder::initSum};
  static constexpr std::tuple kFields{
      WireField{&Struct::size, &Reader::getSize, &Builder::setSize},
      WireField{&Struct::multipliers, &Reader::getMultipliers, &Builder::initMultipliers},
      WireField{&Struct::offset, &Reader::getOffset, &Builder::setOffset},
      WireField{&Struct::width, &Reader::getWidth, &Builder::setWidth},
  };
};

template <>
struct OnWire<medisc::ConcatStep> : Sides<medisc::ConcatStep, ConcatStep> {
  static constexpr WireKind kKind{Step::CONCAT, &Step::Reader::getConcat,
                                  &Step::Builder::initConcat};
  static constexpr std::tuple kFields{
      WireField{&Struct::sizes, &Reader::getSizes, &Builder::initSizes},
      WireField{&Struct::shifts, &Reader::getShifts, &Builder::initShifts},
      WireField{&Struct::width, &Reader::getWidth, &Builder::setWidth},
  };
};

template <>
struct OnWire<medisc::ProductStep> : Sides<medisc::ProductStep, ProductStep> {
  static constexpr WireKind kKind{Step::PRODUCT, &Step::Reader::getProduct,
                                  &Step::Builder::initProduct};
  static constexpr std::tuple kFields{
      WireField{&Struct::size, &Reader::getSize, &Builder::setSize},
      WireField{&Struct::runs, &Reader::getRuns, &Builder::setRuns},
      WireField{&Struct::width, &Reader::getWidth, &Builder::setWidth},
  };
};

}  // namespace medisc::wire
