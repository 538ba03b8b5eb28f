"""How well screening learns, and what it costs, with comments labelled by others.

    python -m benchmarks.learning [--youtube DIR] [--articles FILE] [--seeds 5]

`--youtube` is a folder with the CSV files of the UCI YouTube Spam Collection, or of another one of
its form; `--articles` a CSV file with the columns comment, label and articleName. Each post is
tested with a model that has not seen it. Prints how many good comments were held and how many bad
ones caught, in percent, by the threshold that the product chooses itself: the middle, what lies
between a tenth and nine tenths of the runs, and the mean. Without a set it measures the cost.
"""

import argparse
import os

import django


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--youtube")
    parser.add_argument("--articles")
    parser.add_argument("--seeds", type=int, default=5)
    options = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "blogsite.settings")
    django.setup()
    measure(options)


def measure(options):
    from benchmarks import learning_accuracy as accuracy
    from benchmarks import learning_over_time
    from benchmarks.comment_sets import read_articles, read_videos
    from benchmarks.learning_campaign import measure_campaign
    from benchmarks.learning_costs import measure_costs
    from benchmarks.learning_mistakes import measure_false_decisions
    from benchmarks.learning_words import measure_spans

    measure_costs()
    if options.youtube:
        comments = read_videos(options.youtube)
        print(f"{len(comments)} comments, {sum(c.is_bad for c in comments)} bad")
        accuracy.measure_decisions(comments, options.seeds)
        measure_false_decisions(comments, options.seeds)
        measure_spans(comments, options.seeds)
        learning_over_time.measure(comments, min(options.seeds, 3), accuracy.learn_from)
    if options.articles:
        comments = read_articles(options.articles)
        accuracy.measure_articles(comments, options.seeds)
        measure_campaign(comments)


if __name__ == "__main__":
    main()
