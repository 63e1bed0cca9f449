"""How long `grader --help` takes, beside the smallest typer program: medians of 5, in seconds.

python benchmarks/startup.py
"""

import statistics
import subprocess
import sys
import time

BARE = """
import typer
app = typer.Typer()
@app.command()
def first(): "Do one thing."
@app.command()
def second(): "Do another."
app()
"""
GRADER = "from grader.cli.main import main; main()"


def median_seconds(code: str, runs: int = 5) -> float:
    """The median wall-clock time of a fresh Python process that runs the code with --help."""
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        subprocess.run([sys.executable, "-c", code, "--help"], check=True, capture_output=True)
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def main() -> None:
    """Print the table."""
    bare, ours = median_seconds(BARE), median_seconds(GRADER)
    print("| program | median of 5, s | ratio |\n|---|---|---|")
    print(f"| bare typer program, two commands | {bare:.3f} | 1.00 |")
    print(f"| grader --help | {ours:.3f} | {ours / bare:.2f} |")


if __name__ == "__main__":
    main()
